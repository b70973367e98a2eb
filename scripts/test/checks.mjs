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
 * The checks that are not Jest: each is a command whose exit code says it all,
 * or a few lines of our own, and counts as one test. With `fix` the ones that
 * can mend what they find do so.
 */
import SwaggerParser from '@apidevtools/swagger-parser';
import { OPENAPI_DOCUMENT, staleFilesOfOpenApi } from '../openApi.mjs';
import { unprovedStatements } from '../statements.mjs';
import { run } from './children.mjs';
import { failed, PASSED } from './TestRun.mjs';

const CONFIG = 'app-config.yaml';
const WRONG_CONFIG = 'scripts/test/wrong-config.yaml';
const BACKEND_PLUGIN = 'plugins/heartbeat-backend';
/** JavaScript and TypeScript outside the packages, where `repo lint` does not look. */
const OUTSIDE_PACKAGES = ['scripts', 'e2e', 'bench'];
const MENDABLE = 'npm test -- --fix mends what a machine can';

async function check(command, args, wayOut) {
  const { code } = await run(command, args, { output: 'onFailure' });
  return code === 0 ? PASSED : failed(wayOut);
}

/** Prettier on everything it knows. */
export const checkFormat = ({ fix }) =>
  check(
    'prettier',
    [fix ? '--write' : '--check', '--loglevel=warn', '.'],
    MENDABLE,
  );

/** Types of all packages; also writes the declarations that API reports are made of. */
export const checkTypes = () => check('tsc', [], 'see the errors above');

/** ESLint in every package as Backstage's CLI does it, and on what lies outside of them. */
export async function checkLint({ fix }) {
  const flags = ['--max-warnings=0', ...(fix ? ['--fix'] : [])];
  const packages = await check(
    'backstage-cli',
    ['repo', 'lint', ...flags],
    MENDABLE,
  );
  const outside = await check(
    'eslint',
    [...flags, '--ext=.mjs,.cjs,.ts', ...OUTSIDE_PACKAGES],
    MENDABLE,
  );
  return packages.failed > 0 ? packages : outside;
}

/**
 * The demo portal's configuration against the schemas of all packages. That
 * ours is among them is seen by what it refuses.
 */
export async function checkConfig() {
  const checkArgs = ['config:check', '--strict', '--lax'];
  const wrong = await run(
    'backstage-cli',
    [...checkArgs, '--config', CONFIG, '--config', WRONG_CONFIG],
    { output: 'hide' },
  );
  if (wrong.code === 0 || !wrong.text.includes('heartbeat')) {
    return failed(
      `${WRONG_CONFIG} is not refused: plugins/heartbeat-backend/package.json must name config.d.ts as "configSchema", and packages/backend must depend on that package`,
    );
  }
  return check(
    'backstage-cli',
    [...checkArgs, '--config', CONFIG],
    `${CONFIG} does not fit the schemas`,
  );
}

/** Every statement of docs/compatibility.md is named by a test; `node scripts/statements.mjs` lists them. */
export async function checkStatements() {
  const unproved = unprovedStatements();
  return unproved.length === 0
    ? PASSED
    : failed(`no test names ${unproved.join(', ')}`);
}

/**
 * The backend plugin as it is published. Its thread is looked after in particular:
 * nothing but a path leads to that file. Needs the declarations that {@link checkTypes} wrote.
 */
export async function checkBuild() {
  const { code } = await run('backstage-cli', ['package', 'build'], {
    output: 'onFailure',
    spawn: { cwd: BACKEND_PLUGIN },
  });
  return code === 0
    ? check(
        process.execPath,
        ['scripts/test/builtThread.mjs'],
        `the thread that asks servers does not run from ${BACKEND_PLUGIN}/dist`,
      )
    : failed(`${BACKEND_PLUGIN} cannot be built`);
}

/** The OpenAPI document is a valid one, and what is made of it says the same. */
export async function checkOpenApi({ fix }) {
  await SwaggerParser.validate(OPENAPI_DOCUMENT);
  const stale = await staleFilesOfOpenApi({ fix });
  return stale.length === 0
    ? PASSED
    : failed(
        `${stale.join(', ')} does not say what ${OPENAPI_DOCUMENT} says; ` +
          'npm test -- --only openapi --fix makes it anew',
      );
}

/** The API reports say what the published packages export. Reads the declarations that {@link checkTypes} wrote. */
export const checkApiReports = ({ fix }) =>
  check(
    'backstage-repo-tools',
    [
      'api-reports',
      'plugins/*',
      ...(fix ? [] : ['--ci']),
      // our linter asks for TSDoc, and a package may re-export another's types
      '--omit-messages=ae-undocumented,ae-wrong-input-file-type',
    ],
    MENDABLE,
  );
