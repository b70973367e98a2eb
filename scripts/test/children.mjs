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
 * Child processes that end with us: each is a process group of its own, so that
 * a signal reaches its grandchildren too (Jest's workers, Chromium's processes),
 * and whatever ends this run ends all groups and runs all clean-ups first.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { programOf } from './programOf.mjs';

/** How long a group may take to end by itself before it is killed. */
const GRACE_MS = 5_000;
/** No step takes half of this on two quiet cores; a longer one hangs. */
const STEP_TIMEOUT_MS = 25 * 60_000;

const running = new Set();
const cleanUps = new Set();
let ending = false;

/** Who waits for a child while everything ends is not to go on with the next one. */
const never = () => new Promise(() => {});

function signalGroup(child, signal) {
  try {
    process.kill(child.leadsGroup ? -child.pid : child.pid, signal);
  } catch (error) {
    // all have ended; macOS says EPERM as long as nobody has asked how
    if (!['ESRCH', 'EPERM'].includes(error.code)) {
      throw error;
    }
  }
}

/**
 * Starts a child, in a process group of its own unless `detached` is false
 * or the system has none.
 *
 * @param {string} command - a program that a package brings, or any other
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { stopSignal?: NodeJS.Signals }} [options]
 * @returns {import('node:child_process').ChildProcess & { ended: Promise<number> }} `ended` is the exit code, 128 + n after signal n
 */
export function start(command, args, options = {}) {
  const {
    detached = process.platform !== 'win32',
    stopSignal = 'SIGTERM',
    ...others
  } = options;
  const [program, ...first] = programOf(command);
  const child = spawn(program, [...first, ...args], { ...others, detached });
  child.leadsGroup = detached;
  child.stopSignal = stopSignal;
  running.add(child);
  child.ended = new Promise((resolve, reject) => {
    child.on('error', error => {
      running.delete(child);
      reject(new Error(`cannot run ${command}: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
  return child;
}

/**
 * Ends a child and its group.
 *
 * @param {ReturnType<typeof start>} child
 */
export async function stop(child) {
  if (!running.has(child)) {
    return;
  }
  signalGroup(child, child.stopSignal);
  const killer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  await child.ended;
  clearTimeout(killer);
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {'show' | 'onFailure' | 'hide'} [options.output] - whether what it says is printed; default `show`
 * @param {import('node:child_process').SpawnOptions} [options.spawn]
 * @returns {Promise<{ code: number, text: string }>} its exit code, and what it said unless that was shown
 */
export async function run(command, args, options = {}) {
  const { output = 'show', spawn: spawnOptions } = options;
  const out = output === 'show' ? 'inherit' : 'pipe';
  const child = start(command, args, {
    ...spawnOptions,
    stdio: ['ignore', out, out],
  });
  const chunks = [];
  child.stdout?.on('data', chunk => chunks.push(chunk));
  child.stderr?.on('data', chunk => chunks.push(chunk));
  let timedOut = false;
  const timeout = setTimeout(() => {
    timedOut = true;
    stop(child);
  }, STEP_TIMEOUT_MS);
  const code = await child.ended.finally(() => clearTimeout(timeout));
  if (ending) {
    return never();
  }
  const text = Buffer.concat(chunks).toString();
  if (output === 'onFailure' && code !== 0) {
    process.stdout.write(text);
  }
  if (timedOut) {
    throw new Error(
      `${command} was stopped after ${STEP_TIMEOUT_MS / 60_000} minutes`,
    );
  }
  return { code, text };
}

/**
 * Has `cleanUp` run if a signal ends this run.
 *
 * @param {() => Promise<void> | void} cleanUp
 * @returns {() => Promise<void>} runs it now, once
 */
export function onEnd(cleanUp) {
  cleanUps.add(cleanUp);
  return async () => {
    if (cleanUps.delete(cleanUp)) {
      await cleanUp();
    }
  };
}

async function endBySignal(signal) {
  if (ending) {
    return;
  }
  ending = true;
  await Promise.allSettled([...running].map(child => stop(child)));
  await Promise.allSettled([...cleanUps].map(cleanUp => cleanUp()));
  process.exit(128 + constants.signals[signal]);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, endBySignal);
}
