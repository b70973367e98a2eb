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
 * One run of several steps and the account of it: a heading and a time for each
 * step, every test of every runner counted, what was left out and why, which test
 * files were unsteady, and one closing line `N passed, N failed, N skipped`.
 *
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [note] - why something was skipped, or what failed
 * @property {UnsteadyFile[]} [unsteady] - test files that failed and then passed alone
 *
 * @typedef {object} UnsteadyFile
 * @property {string} name
 * @property {string} kept - the file that has all it said when it failed
 * @property {Array<{ name: string, message: string }>} failures - the tests that failed
 */

/** A check that is not a test runner counts as one test. */
export const PASSED = { passed: 1, failed: 0, skipped: 0 };

/**
 * The counts of a step or check that failed as a whole.
 *
 * @param {string} note - names the thing and the way out
 * @returns {Counts}
 */
export const failed = note => ({ passed: 0, failed: 1, skipped: 0, note });

/**
 * The counts of a step that this machine cannot take.
 *
 * @param {string} note - what is missing and how to have it
 * @returns {Counts}
 */
export const skipped = note => ({ passed: 0, failed: 0, skipped: 1, note });

const seconds = ms => `${(ms / 1000).toFixed(1)} s`;

const closingLine = counts =>
  `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;

/** Runs steps one after the other and keeps the account. */
export class TestRun {
  #results = [];

  /**
   * Runs one step. An exception is a failure of that step; the next ones still run.
   *
   * @param {string} title
   * @param {() => Promise<Counts>} step
   */
  async step(title, step) {
    console.log(`\n=== ${title}`);
    const startedAt = performance.now();
    let counts;
    try {
      counts = await step();
    } catch (error) {
      console.error(error.message);
      counts = failed(error.message.split('\n')[0]);
    }
    if (counts.passed + counts.failed + counts.skipped === 0) {
      counts = failed('ran no test at all');
    }
    const result = { ...counts, title, ms: performance.now() - startedAt };
    this.#results.push(result);
    console.log(TestRun.#describe(result));
  }

  /**
   * Prints the summary, the unsteady test files and the closing line.
   *
   * @returns {number} the exit code: 0 if and only if something passed and nothing failed
   */
  close() {
    const total = { passed: 0, failed: 0, skipped: 0 };
    console.log('\n=== Summary');
    for (const result of this.#results) {
      console.log(`${result.title}: ${TestRun.#describe(result)}`);
      for (const key of Object.keys(total)) {
        total[key] += result[key];
      }
    }
    const unsteady = this.#results.flatMap(result => result.unsteady ?? []);
    TestRun.#tellUnsteady(unsteady);
    console.log(`\nunsteady test files: ${unsteady.length}`);
    console.log(closingLine(total));
    return total.passed > 0 && total.failed === 0 ? 0 : 1;
  }

  static #describe({ ms, note, unsteady = [], ...counts }) {
    const because = note ? ` - ${note}` : '';
    const but = unsteady.length > 0 ? `, ${unsteady.length} unsteady` : '';
    return `${closingLine(counts)}${but} (${seconds(ms)})${because}`;
  }

  static #tellUnsteady(files) {
    if (files.length === 0) {
      return;
    }
    console.log('\n=== Unsteady: failed, and passed when run again alone');
    for (const { name, kept, failures } of files) {
      console.log(`${name} (all it said is in ${kept})`);
      for (const failure of failures) {
        console.log(`  ${failure.name}`);
        console.log(failure.message.replace(/^(?=.)/gm, '    '));
      }
    }
  }
}
