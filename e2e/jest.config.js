const typescript = [
  require.resolve('@backstage/cli/config/jestSwcTransform'),
  {
    module: { ignoreDynamic: true, exportInteropAnnotation: true },
    jsc: { parser: { syntax: 'typescript' } },
  },
];

module.exports = {
  rootDir: __dirname,
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  globalSetup: './support/buildApp.ts',
  transform: { '\\.ts$': typescript },
  // a test waits for Leases to run out, on machines with other things to do
  testTimeout: 60_000,
};
