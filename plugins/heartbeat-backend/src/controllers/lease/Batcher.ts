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

import { pause } from '../../time/pause';

/**
 * Does together what is asked for one by one: all that is added within a moment, or
 * while the batch before is still being done, is one batch.
 *
 * @internal
 */
export class Batcher<T> {
  readonly #collectMs: number;
  readonly #doBatch: (items: T[], signal: AbortSignal) => Promise<void>;
  readonly #waiting = new Map<string, T>();
  #running: Promise<void> | undefined;

  constructor(options: {
    collectMs: number;
    doBatch(items: T[], signal: AbortSignal): Promise<void>;
  }) {
    this.#collectMs = options.collectMs;
    this.#doBatch = options.doBatch;
  }

  /**
   * @param key - of two with the same one, only the later is done
   * @returns once it has been done
   */
  async add(key: string, item: T, signal: AbortSignal): Promise<void> {
    this.#waiting.set(key, item);
    this.#running ??= this.#run(signal).finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (this.#waiting.size > 0 && !signal.aborted) {
      await pause(this.#collectMs, signal);
      const items = [...this.#waiting.values()];
      this.#waiting.clear();
      await this.#doBatch(items, signal);
    }
  }
}
