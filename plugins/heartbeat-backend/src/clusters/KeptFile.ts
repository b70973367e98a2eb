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
import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { systemClock, type Clock } from '../time/clock';

/**
 * File systems tell the time of a change no more exactly than this, some only to two
 * seconds: what is written twice in this time may look the same.
 */
const UNSURE_MS = 2_500;

/**
 * The text of a file that is asked for often and changes rarely, as a kubeconfig or a
 * token that Kubernetes replaces: it is looked at each time, and read where it has
 * changed. The same text is the same string, which can be compared at no cost.
 *
 * @internal
 */
export class KeptFile {
  readonly #path: string;
  readonly #clock: Clock;
  #last: { text: string; state: string } | undefined;

  constructor(path: string, clock: Clock = systemClock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** @throws what Node.js does where it cannot be read */
  async read(): Promise<string> {
    // Before it is read: what changes meanwhile is seen by the next one.
    const stats = await stat(this.#path, { bigint: true });
    const state = stateOf(stats);
    if (this.#last?.state === state) {
      return this.#last.text;
    }
    const read = await readFile(this.#path, 'utf8');
    const text = read === this.#last?.text ? this.#last.text : read;
    this.#last = { text, state: this.#isSettled(stats) ? state : '' };
    return text;
  }

  #isSettled({ mtimeMs, ctimeMs }: BigIntStats): boolean {
    const changedMs = Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs);
    return Math.abs(this.#clock.wallMs() - changedMs) > UNSURE_MS;
  }
}

/** A file that another one was moved onto, or a link that was led elsewhere, is another inode. */
function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}
