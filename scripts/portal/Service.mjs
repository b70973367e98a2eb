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

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/** Enough to see why a service ended. */
const TAIL_LINES = 20;

/** A backend needs a moment to delete its own heartbeat. */
const STOP_GRACE_MS = 7_000;

const ASK_EVERY_MS = 200;

/** What is worth showing of a log: warnings, errors, and what fell over. */
const WORTH_SHOWING =
  /^\S+ \S+ (warn|error)\b|^ERROR\b|^(Uncaught )?\w*Error\b/;

/**
 * A child process that runs as long as the portal does. All it says goes into
 * a log file; warnings and errors also to the terminal, with its name before.
 */
export class Service {
  #name;
  #child;
  #tail = [];

  /** @param options.onMessage what to do with messages that it sends to us */
  static start(options) {
    return new Service(options);
  }

  constructor({
    name,
    args,
    cwd,
    env = process.env,
    directory,
    verbose,
    onMessage,
  }) {
    this.#name = name;
    this.#child = spawn(process.execPath, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', ...(onMessage ? ['ipc'] : [])],
    });
    if (onMessage) {
      this.#child.on('message', onMessage);
    }
    /** Its exit code, once it has ended. */
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => resolve(code ?? signal));
    });
    const log = createWriteStream(join(directory, `${name}.log`), {
      mode: 0o600,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        const text = stripVTControlCharacters(line);
        log.write(`${text}\n`);
        this.#tail = [...this.#tail, text].slice(-TAIL_LINES);
        if (verbose || WORTH_SHOWING.test(text)) {
          console.log(`[${this.#name}] ${line}`);
        }
      });
    }
  }

  /** Its last lines. */
  tail() {
    return this.#tail.map(line => `[${this.#name}] ${line}`).join('\n');
  }

  /** Asks it to end, and does not ask twice. */
  async stop() {
    this.#child.kill('SIGTERM');
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), STOP_GRACE_MS);
    await this.ended;
    clearTimeout(kill);
  }
}

/** Waits until a URL answers with success, however long that takes. */
export async function whenAnswering(url, signal) {
  while (!signal.aborted) {
    try {
      const response = await fetch(url, { signal });
      await response.body?.cancel();
      if (response.ok) {
        return;
      }
    } catch {
      // not listening yet
    }
    await sleep(ASK_EVERY_MS);
  }
}
