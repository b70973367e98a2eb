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

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** How long a command may take to end well before it is killed. */
const GRACE_MS = 10_000;

/** How long its leftovers may take, once the command itself has ended. */
const LEFTOVER_GRACE_MS = 3_000;

const PARENT_CHECK_EVERY_MS = 500;
const GROUP_CHECK_EVERY_MS = 50;

/**
 * Runs a command in a process group of its own. Signals to us, and the death
 * of npm, end it; whatever it started and left is ended with it.
 *
 * @returns its exit code, or 'stopped' when it was asked to end
 */
export async function runInGroup(command, args, env) {
  const child = spawn(command, args, {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  const ended = whenEnded(child);
  let stopped = false;
  let killTimer;
  const stop = signal => {
    if (stopped) {
      return;
    }
    stopped = true;
    child.kill(signal);
    killTimer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
  };
  for (const signal of FORWARDED_SIGNALS) {
    process.on(signal, stop);
  }
  const parentCheck = onParentsDeath(() => stop('SIGTERM'));

  const code = await ended;
  clearInterval(parentCheck);
  clearTimeout(killTimer);
  await endLeftovers(child.pid);
  return stopped ? 'stopped' : code;
}

/** Runs a command that may want the terminal for itself. */
export async function runInTerminal(command, args, env) {
  const child = spawn(command, args, { env, stdio: 'inherit' });
  for (const signal of FORWARDED_SIGNALS) {
    process.on(signal, () => child.kill(signal));
  }
  return whenEnded(child);
}

function whenEnded(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });
}

async function endLeftovers(group) {
  if (!signalGroup(group, 'SIGTERM')) {
    return;
  }
  const deadline = Date.now() + LEFTOVER_GRACE_MS;
  while (signalGroup(group, 0)) {
    if (Date.now() > deadline) {
      signalGroup(group, 'SIGKILL');
      return;
    }
    await sleep(GROUP_CHECK_EVERY_MS);
  }
}

/** @returns whether there was anybody to signal */
function signalGroup(group, signal) {
  try {
    process.kill(process.platform === 'win32' ? group : -group, signal);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH' || error.code === 'EPERM') {
      return false;
    }
    throw error;
  }
}

/** npm starts us through a shell, which outlives npm: both are watched. */
function onParentsDeath(callback) {
  const parent = process.ppid;
  const grandparent =
    process.env.npm_lifecycle_event && isShell(parent)
      ? parentOf(parent)
      : undefined;
  const isOrphaned = () => {
    // that nothing is known of it is no sign that npm is gone
    const now = grandparent && parentOf(parent);
    return process.ppid !== parent || (now && now !== grandparent);
  };
  return setInterval(() => {
    if (isOrphaned()) {
      callback();
    }
  }, PARENT_CHECK_EVERY_MS);
}

function isShell(pid) {
  return /(^|\/)(ba|da|z|k|a)?sh$/.test(inspect(pid, 'comm'));
}

function parentOf(pid) {
  return Number(inspect(pid, 'ppid')) || undefined;
}

function inspect(pid, field) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const name = field === 'comm' ? 'Name' : 'PPid';
    return status.match(new RegExp(`^${name}:\\s*(.*)$`, 'm'))?.[1] ?? '';
  } catch {
    // no /proc on this system
    return (
      spawnSync('ps', ['-o', `${field}=`, '-p', `${pid}`])
        .stdout?.toString()
        .trim() ?? ''
    );
  }
}
