const { createConfigForRole } = require('@backstage/cli/config/eslint-factory');

module.exports = createConfigForRole(__dirname, 'cli', {
  rules: {
    // `seen` waits for what it is told to see, and fails if it does not come
    'jest/expect-expect': [
      'error',
      { assertFunctionNames: ['expect', 'seen'] },
    ],
    // what the browser's console said is looked at after each test
    'jest/no-standalone-expect': [
      'error',
      { additionalTestBlockFunctions: ['afterEach', 'afterAll'] },
    ],
  },
});
