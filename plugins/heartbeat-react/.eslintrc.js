module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // A switch has no default, so that the compiler names the cases that are missing.
    'default-case': 'off',
    'consistent-return': 'off',
  },
});
