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

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onEnd, run } from './children.mjs';

/** The machines this must be quick on have two cores. */
const DEFAULT_WORKERS = 2;

/**
 * Jest's own 5 s are too short for the first test of a file on a busy machine:
 * the Kubernetes client alone can take as long to load. A test that waits for
 * something says itself for how long.
 */
const TEST_TIMEOUT_MS = 60_000;

/**
 * Reads Jest's own report. A suite that could not even be loaded has no tests
 * and is one failure.
 */
function count(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Runs Jest and counts its tests.
 *
 * @param {string[]} command - what runs Jest, e.g. `['backstage-cli', 'repo', 'test']`
 * @param {object} [options]
 * @param {string[]} [options.args] - patterns and flags
 * @param {Record<string, string | undefined>} [options.env] - beside our own
 * @param {number} [options.workers] - how many test files at a time
 * @returns {Promise<import('./TestRun.mjs').Counts>}
 */
export async function jest(command, options = {}) {
  const { args = [], env = {}, workers = DEFAULT_WORKERS } = options;
  const dir = await mkdtemp(join(tmpdir(), 'heartbeat-jest-'));
  const removeDir = onEnd(() => rm(dir, { recursive: true, force: true }));
  const reportFile = join(dir, 'report.json');
  try {
    const [program, ...programArgs] = command;
    const { code } = await run(
      program,
      [
        ...programArgs,
        `--maxWorkers=${workers}`,
        `--testTimeout=${TEST_TIMEOUT_MS}`,
        '--json',
        `--outputFile=${reportFile}`,
        ...args,
      ],
      {
        spawn: {
          env: {
            ...process.env,
            // without it the CLI waits for changes
            CI: 'true',
            BACKSTAGE_TEST_DISABLE_DOCKER: '1',
            ...env,
          },
        },
      },
    );
    const report = await readFile(reportFile, 'utf8').catch(() => {
      throw new Error(`Jest ended with code ${code} and without a report`);
    });
    const counts = count(JSON.parse(report));
    return code !== 0 && counts.failed === 0
      ? { ...counts, failed: 1, note: `Jest ended with code ${code}` }
      : counts;
  } finally {
    await removeDir();
  }
}
