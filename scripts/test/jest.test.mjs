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

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

const moduleUrl = name => JSON.stringify(new URL(name, import.meta.url).href);

/** A reason to skip what is about signals. */
const skip = process.platform === 'win32' && 'Windows has no signals';

/** What `npm test` does, with Jest for its only step. */
const PROGRAM = `
  import { jest } from ${moduleUrl('jest.mjs')};
  import { TestRun } from ${moduleUrl('TestRun.mjs')};
  const testRun = new TestRun();
  await testRun.step('Jest', () => jest(['jest']));
  process.exit(testRun.close());
`;

/** True when this is said for the first time in a project, by whichever process. */
const FIRST_TIME = `
  function isFirstTime() {
    try {
      require('fs').writeFileSync(__filename + '.was-here', '', { flag: 'wx' });
      return true;
    } catch {
      return false;
    }
  }
`;

const PASSES = `test('holds', () => {});`;
const FAILS = `test('does not hold', () => expect('this').toBe('that'));`;
const FAILS_ONCE = `${FIRST_TIME}
  test('holds', () => {});
  describe('a clock', () => {
    test('is in time', () => expect(isFirstTime()).toBe(false));
  });
  test.skip('is left out', () => {});
`;
const CRASHES_ONCE = `${FIRST_TIME}
  if (isFirstTime()) {
    throw new Error('cannot be loaded');
  }
  test('holds', () => {});
`;
const CRASHES = `throw new Error('can never be loaded');`;
const DIES_ONCE = `${FIRST_TIME}
  test('lives', () => {
    if (isFirstTime()) {
      process.kill(process.pid, 'SIGKILL');
    }
  });
`;
const DIES = `test('lives', () => process.kill(process.pid, 'SIGKILL'));`;
const CLEANS_UP_BADLY_ONCE = `${FIRST_TIME}
  test('holds', () => {});
  afterAll(() => expect(isFirstTime()).toBe(false));
`;
/** Fails, and is skipped when it is run again: nothing shows that it holds. */
const FAILS_AND_HIDES = `${FIRST_TIME}
  (isFirstTime() ? test : test.skip)('does not hold', () => expect(1).toBe(2));
`;

/** Runs a project of these test files (by name, without ending). */
async function runProject(files) {
  const dir = mkdtempSync(join(tmpdir(), 'heartbeat-jest-project-'));
  try {
    writeFileSync(
      join(dir, 'package.json'),
      JSON.stringify({ jest: { testEnvironment: 'node', transform: {} } }),
    );
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(dir, `${name}.test.js`), text);
    }
    const { code, output } = await new Promise(resolve => {
      const child = execFile(
        process.execPath,
        ['--input-type=module', '-e', PROGRAM],
        { cwd: dir },
        (_, stdout, stderr) =>
          resolve({ code: child.exitCode, output: stderr + stdout }),
      );
    });
    const reports = join(dir, 'test-report');
    const kept = (existsSync(reports) ? readdirSync(reports) : []).map(file =>
      readFileSync(join(reports, file), 'utf8'),
    );
    return {
      code,
      output,
      kept,
      lastLines: output.trim().split('\n').slice(-2),
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test('passes what passes, and runs nothing again', async () => {
  const run = await runProject({ one: PASSES, other: PASSES });
  assert.deepEqual(run.lastLines, [
    'unsteady test files: 0',
    '2 passed, 0 failed, 0 skipped',
  ]);
  assert.equal(run.code, 0);
  assert.deepEqual(run.kept, []);
  assert.doesNotMatch(run.output, /Again, alone|=== Unsteady/);
});

test('fails what fails twice', async () => {
  const run = await runProject({ one: PASSES, other: FAILS });
  assert.deepEqual(run.lastLines, [
    'unsteady test files: 0',
    '1 passed, 1 failed, 0 skipped',
  ]);
  assert.equal(run.code, 1);
  assert.match(run.output, /--- Again, alone: other\.test\.js/);
  assert.doesNotMatch(run.output, /=== Unsteady/);
});

test('passes what fails once, counts it once, and tells of it and of what it said', async () => {
  const run = await runProject({ one: PASSES, other: FAILS_ONCE });
  assert.deepEqual(run.lastLines, [
    'unsteady test files: 1',
    '3 passed, 0 failed, 1 skipped',
  ]);
  assert.equal(run.code, 0);
  const [, told] = run.output.split('=== Unsteady');
  assert.match(told, /^other\.test\.js \(all it said is in test-report.*\)$/m);
  assert.match(told, /^ {2}a clock is in time$/m);
  assert.match(told, /^ {4}Expected: false$/m);
  assert.equal(run.kept.length, 1);
  assert.match(run.kept[0], /^other\.test\.js, .*load average/);
  assert.match(run.kept[0], /● a clock › is in time[^]*Expected: false/);
});

test('does not let the one that fails once hide the one that fails twice', async () => {
  const run = await runProject({ one: FAILS_ONCE, other: FAILS });
  assert.deepEqual(run.lastLines, [
    'unsteady test files: 1',
    '2 passed, 1 failed, 1 skipped',
  ]);
  assert.equal(run.code, 1);
});

test('runs a file again that could not be loaded', async () => {
  const run = await runProject({ one: CRASHES_ONCE, other: CRASHES });
  assert.deepEqual(run.lastLines, [
    'unsteady test files: 1',
    '1 passed, 1 failed, 0 skipped',
  ]);
  assert.equal(run.code, 1);
  assert.match(run.output, /the file itself\n[^]*cannot be loaded/);
});

test('runs a file again whose worker died', { skip }, async () => {
  const run = await runProject({ one: PASSES, other: DIES_ONCE });
  assert.deepEqual(run.lastLines, [
    'unsteady test files: 1',
    '2 passed, 0 failed, 0 skipped',
  ]);
  assert.equal(run.code, 0);
});

test(
  'fails a file that takes Jest down with it when it is run again, and goes on',
  { skip },
  async () => {
    const run = await runProject({ one: DIES, other: FAILS_ONCE });
    assert.deepEqual(run.lastLines, [
      'unsteady test files: 1',
      '2 passed, 1 failed, 1 skipped',
    ]);
    assert.equal(run.code, 1);
  },
);

test('runs a file again whose tests passed and whose clean-up failed', async () => {
  const run = await runProject({ one: PASSES, other: CLEANS_UP_BADLY_ONCE });
  assert.deepEqual(run.lastLines, [
    'unsteady test files: 1',
    '2 passed, 0 failed, 0 skipped',
  ]);
  assert.equal(run.code, 0);
});

test('fails what fails first and is skipped then', async () => {
  const run = await runProject({ one: PASSES, other: FAILS_AND_HIDES });
  assert.deepEqual(run.lastLines, [
    'unsteady test files: 0',
    '1 passed, 1 failed, 1 skipped',
  ]);
  assert.equal(run.code, 1);
});

test('runs nothing again where one broken thing fails many files', async () => {
  const files = Array.from({ length: 21 }, (_, i) => [`file-${i}`, FAILS_ONCE]);
  const run = await runProject(Object.fromEntries(files));
  assert.deepEqual(run.lastLines, [
    'unsteady test files: 0',
    '21 passed, 21 failed, 21 skipped',
  ]);
  assert.equal(run.code, 1);
  assert.match(run.output, /21 files failed/);
});
