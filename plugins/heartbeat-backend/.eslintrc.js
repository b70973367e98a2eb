/**
 * The floors of this package, the lowest first. A room imports from floors below its
 * own and from nowhere else: neither from a neighbour nor from above.
 */
const FLOORS = [
  ['time'],
  ['config', 'targets'],
  ['clusters', 'entities', 'history', 'checkers'],
  ['subjects'],
  ['controllers', 'servers'],
  ['telling', 'api'],
];

const zones = FLOORS.flatMap((rooms, floor) =>
  rooms.map(room => ({
    target: `./src/${room}`,
    from: FLOORS.slice(floor)
      .flat()
      .filter(other => other !== room)
      .map(other => `./src/${other}`),
    message:
      'That room is not on a lower floor; see "Find your way" in CONTRIBUTING.md.',
  })),
);

module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // A switch has no default, so that the compiler names the cases that are missing.
    'default-case': 'off',
    'consistent-return': 'off',
  },
  overrides: [
    {
      files: ['src/**/*.ts'],
      settings: { 'import/resolver': { node: { extensions: ['.ts'] } } },
      excludedFiles: ['**/*.test.ts', '**/__testUtils__/**', 'src/plugin.ts'],
      rules: {
        'import/no-restricted-paths': ['error', { basePath: __dirname, zones }],
      },
    },
  ],
});
