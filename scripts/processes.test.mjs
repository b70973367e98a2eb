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
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A reason to skip what is about signals. */
const skip = process.platform === 'win32' && 'Windows has no signals';

const here = dirname(fileURLToPath(import.meta.url));

/** Says who it is and lives for an hour; ends at no signal that it can refuse. */
const STUBBORN = `
  process.on('SIGTERM', () => {});
  console.log('pid ' + process.pid);
  setTimeout(() => {}, 3_600_000);
`;

/** Starts a stubborn process, and ends by itself or not. */
const parentOfOne = ({ stays }) => `
  const { spawn } = require('node:child_process');
  spawn(process.execPath, ['-e', ${JSON.stringify(
    STUBBORN,
  )}], { stdio: 'inherit' });
  console.log('pid ' + process.pid);
  setTimeout(() => process.exit(3), ${stays ? 3_600_000 : 500});
`;

/** Runs a command as `npm start` does, and answers with who runs it and whom it started. */
async function runInGroup(command) {
  const runner = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { runInGroup } from ${JSON.stringify(
        join(here, 'processes.mjs'),
      )};
       const lifeline = '--require ' + JSON.stringify(${JSON.stringify(
         join(here, 'lifeline.cjs'),
       )});
       const env = { ...process.env, NODE_OPTIONS: lifeline };
       console.log('ended ' + await runInGroup(process.execPath, ['-e', ${JSON.stringify(
         command,
       )}], env));
       process.exit();`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = once(runner, 'close');
  let output = '';
  runner.stdout.on('data', data => {
    output += data;
  });
  const pids = () =>
    [...output.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
  while (pids().length < 2) {
    await sleep(20);
  }
  return { runner, closed, pids: pids(), output: () => output };
}

async function whenGone(pids) {
  const isAlive = pid => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  while (pids.some(isAlive)) {
    await sleep(20);
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  test(`${signal} ends a command and what it started`, { skip }, async () => {
    const { runner, closed, pids, output } = await runInGroup(
      parentOfOne({ stays: true }),
    );
    runner.kill(signal);
    await whenGone(pids);
    await closed;
    assert.match(output(), /ended stopped/);
  });
}

test(
  'the death of whoever runs it ends a command and what it started',
  { skip },
  async () => {
    const { runner, pids } = await runInGroup(parentOfOne({ stays: true }));
    runner.kill('SIGKILL');
    await whenGone(pids);
  },
);

test(
  'what a command leaves behind is ended with it, and its exit code is kept',
  { skip },
  async () => {
    const { closed, pids, output } = await runInGroup(
      parentOfOne({ stays: false }),
    );
    await whenGone(pids);
    await closed;
    assert.match(output(), /ended 3/);
  },
);
