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

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { ROOT } from './paths';

const PROGRAM = join(ROOT, 'e2e', 'support', 'leaseController.mjs');

/** Long enough for renewals every second to be seen, short enough to wait for. */
export const DURATION_SECONDS = 4;
const RENEW_EVERY_MS = 1_000;
const FIRST_RENEWAL_TIMEOUT_MS = 20_000;

/** A controller in a process of its own, for what only happens to processes. */
export class ControllerProcess {
  readonly name: string;
  readonly #process: ChildProcess;
  #renewedMs = 0;

  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.#process = child;
    child.on('message', () => {
      this.#renewedMs = performance.now();
    });
  }

  /**
   * Starts one; its Lease is there when the promise resolves.
   *
   * @param options - `env` is what its environment has beside ours
   */
  static async start(options: {
    kubernetes: EmbeddedKubernetes;
    name: string;
    env?: Record<string, string>;
  }): Promise<ControllerProcess> {
    const { kubernetes, name, env } = options;
    const child = fork(
      PROGRAM,
      [
        JSON.stringify({
          url: kubernetes.url,
          token: kubernetes.access.tokenOf('admin'),
          namespace: 'default',
          name,
          durationSeconds: DURATION_SECONDS,
          renewEveryMs: RENEW_EVERY_MS,
        }),
      ],
      { env: { ...process.env, ...env } },
    );
    const controller = new ControllerProcess(name, child);
    await controller.#firstRenewal();
    return controller;
  }

  /** When it last told of a renewal, by `performance.now()`. */
  get renewedMs(): number {
    return this.#renewedMs;
  }

  /** Resolves when it has renewed so many times more. */
  async renewed(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      await once(this.#process, 'message');
    }
  }

  /** It stands still, and knows nothing of it. */
  pause(): void {
    this.#process.kill('SIGSTOP');
  }

  resume(): void {
    this.#process.kill('SIGCONT');
  }

  /** It is gone without a word; its Lease stays. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** It ends cleanly: it deletes its Lease. */
  async shutDown(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode === null && signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill(signal);
      // one that stands still would not notice
      this.resume();
      await ended;
    }
  }

  async #firstRenewal(): Promise<void> {
    const over = new AbortController();
    const { signal } = over;
    const isRenewed = await Promise.race([
      once(this.#process, 'message', { signal }).then(() => true),
      once(this.#process, 'exit', { signal }).then(() => false),
      sleep(FIRST_RENEWAL_TIMEOUT_MS, false, { signal }),
    ]);
    over.abort();
    if (!isRenewed) {
      await this.kill();
      throw new Error(`the controller ${this.name} could not renew its Lease`);
    }
  }
}
