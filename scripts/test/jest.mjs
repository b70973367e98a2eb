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
 * Jest, counted, in a way that a busy machine does not upset: a test file that
 * fails is run once more, alone, after all others. It passes if it passes then,
 * and is told of as unsteady; what fails twice has failed.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { onEnd, run } from './children.mjs';

/** The machines this must be quick on have two cores. */
const DEFAULT_WORKERS = 2;

/**
 * Jest's own 5 s are too short for the first test of a file on a busy machine:
 * the Kubernetes client alone can take as long to load. A test that waits for
 * something says itself for how long.
 */
const TEST_TIMEOUT_MS = 60_000;

/** Where more files fail, one thing is broken: to run them all again, one by one, tells nobody more. */
const MAX_RUN_AGAIN = 20;

/** What files that failed first have said is kept here; ignored by git. */
const REPORT_DIR = 'test-report';

/** Enough for what was expected and what came; the stack is in the file that is kept. */
const SHOWN_LINES = 10;

const NOTHING = { passed: 0, failed: 0, skipped: 0 };

const sum = (one, other) => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});

/** One run. Its report is what Jest writes of it. */
async function runJest([program, ...programArgs], { args, env, workers }) {
  const dir = await mkdtemp(join(tmpdir(), 'heartbeat-jest-'));
  const removeDir = onEnd(() => rm(dir, { recursive: true, force: true }));
  const reportFile = join(dir, 'report.json');
  try {
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
    return { code, files: JSON.parse(report).testResults };
  } finally {
    await removeDir();
  }
}

/**
 * The counts of one test file. One that could not be loaded, or whose worker
 * died, has no tests that failed and is one failure.
 */
function countsOf({ status, assertionResults }) {
  const number = (...statuses) =>
    assertionResults.filter(test => statuses.includes(test.status)).length;
  const passed = number('passed');
  const failed = number('failed');
  return {
    passed,
    failed: Math.max(failed, status === 'failed' ? 1 : 0),
    skipped: assertionResults.length - passed - failed,
  };
}

/** Runs a file by itself. One that takes Jest down with it has failed, and so has one that tests nothing. */
async function runAlone(file, command, { args, env }) {
  try {
    const { code, files } = await runJest(command, {
      args: [...args, '--runTestsByPath', file],
      env: { ...env, HEARTBEAT_TEST_RERUN: '1' },
      workers: 1,
    });
    const counts = files.map(countsOf).reduce(sum, NOTHING);
    return code === 0 && counts.passed > 0
      ? counts
      : { ...counts, failed: Math.max(counts.failed, 1) };
  } catch (error) {
    console.error(error.message);
    return { ...NOTHING, failed: 1 };
  }
}

/** What failed in a file, in a few lines each. */
function failuresOf({ message, assertionResults }) {
  const tests = assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({
      name: fullName,
      message: failureMessages.join('\n'),
    }));
  return (
    tests.length > 0 ? tests : [{ name: 'the file itself', message }]
  ).map(({ name, message: text }) => ({
    name,
    message: stripVTControlCharacters(text)
      .trim()
      .split('\n')
      .slice(0, SHOWN_LINES)
      .join('\n'),
  }));
}

/** Writes down all that a file said when it failed first. */
async function keep(name, message) {
  await mkdir(REPORT_DIR, { recursive: true });
  const now = new Date().toISOString();
  const kept = join(
    REPORT_DIR,
    `${now.replaceAll(':', '-')}-${name.replaceAll(sep, '.')}.txt`,
  );
  const load = loadavg().map(average => average.toFixed(2));
  await writeFile(
    kept,
    `${name}, ${now}, load average ${load.join(
      ' ',
    )}\n\n${stripVTControlCharacters(message)}\n`,
  );
  return kept;
}

/**
 * Runs Jest and counts its tests.
 *
 * @param {string[]} command - what runs Jest, e.g. `['backstage-cli', 'repo', 'test']`
 * @param {object} [options]
 * @param {string[]} [options.args] - flags
 * @param {string[]} [options.patterns] - of the paths of the test files; default: all
 * @param {Record<string, string | undefined>} [options.env] - beside our own
 * @param {number} [options.workers] - how many test files at a time
 * @returns {Promise<import('./TestRun.mjs').Counts>}
 */
export async function jest(command, options = {}) {
  const {
    args = [],
    patterns = [],
    env = {},
    workers = DEFAULT_WORKERS,
  } = options;
  const { code, files } = await runJest(command, {
    args: [...args, ...patterns],
    env,
    workers,
  });
  const failing = files.filter(({ status }) => status === 'failed');
  const counts = files.map(countsOf).reduce(sum, NOTHING);
  if (code !== 0 && failing.length === 0) {
    return { ...counts, failed: 1, note: `Jest ended with code ${code}` };
  }
  if (failing.length > MAX_RUN_AGAIN) {
    const note = `${failing.length} files failed, which is no unsteadiness: none was run again`;
    return { ...counts, note };
  }
  const unsteady = [];
  let total = files
    .filter(file => !failing.includes(file))
    .map(countsOf)
    .reduce(sum, NOTHING);
  for (const file of failing) {
    const name = relative(process.cwd(), file.name);
    const kept = await keep(name, file.message);
    console.log(`\n--- Again, alone: ${name} (what it said is in ${kept})`);
    const again = await runAlone(file.name, command, { args, env });
    total = sum(total, again);
    if (again.failed === 0) {
      unsteady.push({ name, kept, failures: failuresOf(file) });
    }
  }
  return { ...total, unsteady };
}
