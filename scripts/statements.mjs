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
 * Which statement of docs/compatibility.md is proved by which test: every test
 * names its statements, as `[H12]`.
 *
 *   node scripts/statements.mjs    prints the list
 */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STATEMENTS = 'docs/compatibility.md';
const TESTS = [
  '{packages,plugins}/*/src/**/*.test.{ts,tsx}',
  'packages/embedded-kubernetes/src/contract/*.ts',
];

/** Of the view for Kargo's clients on a screen, which this project does not have. */
const WITHOUT_TESTS = ['H22', 'H23'];

/** A test or a group of tests, with its name. */
const TEST_NAME =
  /\b(?:it|test|describe)(?:\.each\((?:(?!\b(?:it|test)\b)[\s\S])*?\))?\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*?\[[HK]\d[\s\S]*?)\1/g;

/** The rows of the document's tables: `| H12 | ... |`. */
function statements() {
  const text = readFileSync(`${ROOT}${STATEMENTS}`, 'utf8');
  return [...text.matchAll(/^\| ([HK]\d+) +\| (.*?) +\|$/gm)].map(
    ([, id, words]) => ({ id, words }),
  );
}

/**
 * Each statement with the tests that name it.
 *
 * @returns {Array<{ id: string, words: string, tests: string[] }>}
 */
export function provedStatements() {
  const tests = TESTS.flatMap(pattern => globSync(pattern, { cwd: ROOT }))
    .sort()
    .flatMap(file =>
      [...readFileSync(`${ROOT}${file}`, 'utf8').matchAll(TEST_NAME)].map(
        ([, , name]) => ({ file, name: name.replace(/\\(.)/g, '$1') }),
      ),
    );
  return statements().map(({ id, words }) => ({
    id,
    words,
    tests: tests
      .filter(({ name }) => name.includes(`[${id}]`))
      .map(({ file, name }) => `${file}: ${name}`),
  }));
}

/**
 * Those that no test names, and of which no reason is given above.
 *
 * @returns {string[]}
 */
export function unprovedStatements() {
  return provedStatements()
    .filter(
      ({ id, tests }) => tests.length === 0 && !WITHOUT_TESTS.includes(id),
    )
    .map(({ id }) => id);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { id, words, tests } of provedStatements()) {
    console.log(`\n${id}  ${words}`);
    for (const test of tests.length > 0 ? tests : ['(no test)']) {
      console.log(`    ${test}`);
    }
  }
}
