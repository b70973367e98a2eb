/*
 * Copyright 2026 The Heartbeat for Backstage Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

/**
 * `npm test`: every check of this repository, and every test that is not slow
 * for a good reason (`*.slow.test.ts`), with one account of all of them.
 * `npm run test:all`: the slow ones too.
 *
 *   npm test                        everything that is not slow
 *   npm test -- heartbeat-common    Jest only, the files whose path matches, slow ones too
 *   npm test -- --only lint,jest    some steps only
 *   npm test -- --fix               also mends format, lint and API reports
 *   npm run test:all                everything
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  checkApiReports,
  checkBuild,
  checkConfig,
  checkFormat,
  checkLint,
  checkOpenApi,
  checkStatements,
  checkTypes,
} from './checks.mjs';
import { checkFileNames } from './fileNames.mjs';
import { findChromium } from './findChromium.mjs';
import { jest } from './jest.mjs';
import { checkLicenceHeaders } from './licenceHeaders.mjs';
import { nodeTest } from './nodeTest.mjs';
import { startPostgres } from './postgres.mjs';
import { skipped, TestRun } from './TestRun.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SCRIPT_TESTS = [
  'scripts/toolchain.test.mjs',
  'scripts/processes.test.mjs',
  'scripts/portal/options.test.mjs',
  'scripts/test/fileNames.test.mjs',
  'scripts/test/findPostgres.test.mjs',
  'scripts/test/jest.test.mjs',
];

/** Jest's own default, and the files that take long for a good reason: CONTRIBUTING says which. */
const NOT_SLOW = [
  '--testPathIgnorePatterns=/node_modules/',
  '--testPathIgnorePatterns=\\.slow\\.test\\.tsx?$',
];

const NO_CHROMIUM =
  'no Chromium on this machine: install the package chromium, or set CHROMIUM_PATH';
const NO_POSTGRES =
  'no PostgreSQL on this machine, so databases were tested on SQLite only: install the package postgresql';

/** Runs tests with a throwaway PostgreSQL server, if this machine has one. */
async function withPostgres(runTests) {
  const postgres = await startPostgres();
  if (!postgres) {
    const counts = await runTests({});
    return { ...counts, skipped: counts.skipped + 1, note: NO_POSTGRES };
  }
  try {
    const counts = await runTests(postgres.env);
    const note = `databases on SQLite and PostgreSQL ${postgres.version}`;
    return { note, ...counts };
  } finally {
    await postgres.stop();
  }
}

async function runJest({ patterns, slow }) {
  return withPostgres(env =>
    jest(['backstage-cli', 'repo', 'test'], {
      args: slow ? [] : NOT_SLOW,
      patterns,
      env,
    }),
  );
}

async function runBrowserTests({ patterns, slow }) {
  const chromium = findChromium();
  return chromium
    ? withPostgres(env =>
        jest(['jest'], {
          args: ['--config=e2e/jest.config.js', ...(slow ? [] : NOT_SLOW)],
          patterns,
          env: { ...env, CHROMIUM_PATH: chromium },
          // they measure times, and each has a portal of its own
          workers: 1,
        }),
      )
    : skipped(NO_CHROMIUM);
}

const STEPS = {
  headers: ['Licence headers', async () => checkLicenceHeaders(ROOT)],
  names: ['File names', async () => checkFileNames(ROOT)],
  openapi: ['OpenAPI document', checkOpenApi],
  statements: ['Statements and their tests', checkStatements],
  format: ['Format (Prettier)', checkFormat],
  types: ['Types (TypeScript)', checkTypes],
  'api-reports': ['API reports', checkApiReports],
  build: ['Built backend plugin', checkBuild],
  config: ['Configuration schema', checkConfig],
  lint: ['Lint (ESLint)', checkLint],
  scripts: ['Tests of the scripts (Node)', () => nodeTest(SCRIPT_TESTS)],
  jest: ['Tests (Jest)', runJest],
  browser: ['Browser tests (Chromium)', runBrowserTests],
};

function chooseSteps(only, patterns) {
  if (only === undefined) {
    return patterns.length > 0 ? ['jest'] : Object.keys(STEPS);
  }
  const names = only.split(',');
  const unknown = names.filter(name => !(name in STEPS));
  if (unknown.length > 0) {
    throw new Error(
      `--only: no step "${unknown.join('", "')}"; there are ${Object.keys(
        STEPS,
      ).join(', ')}`,
    );
  }
  return names;
}

async function main() {
  const { values, positionals: patterns } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      fix: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
    },
  });
  // whoever names tests means them, however long they take
  const slow = values.all || patterns.length > 0;
  const steps = chooseSteps(values.only, patterns);
  process.chdir(ROOT);
  const testRun = new TestRun();
  for (const name of steps) {
    const [title, step] = STEPS[name];
    await testRun.step(title, () => step({ fix: values.fix, patterns, slow }));
  }
  return testRun.close();
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error.message);
    process.exit(1);
  },
);
