module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // One suite in several files: contract.test.ts puts the parts together.
      files: ['src/contract/*.ts'],
      rules: { 'jest/no-export': 'off' },
    },
  ],
});
