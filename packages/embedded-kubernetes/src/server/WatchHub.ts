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

import type { ServerResponse } from 'node:http';
import type { Change, ObjectStore } from './ObjectStore';
import { expired } from './refusals';
import { WatchStream, type WatchOptions } from './WatchStream';

/**
 * All open watches, and the one place from which changes reach them.
 *
 * @internal
 */
export class WatchHub {
  readonly #store: ObjectStore;
  readonly #streams = new Set<WatchStream>();
  #paused = false;

  constructor(store: ObjectStore) {
    this.#store = store;
    store.subscribe(change => this.#publish(change));
  }

  /** How many watches are open. */
  get size(): number {
    return this.#streams.size;
  }

  /** The open watches. */
  get streams(): WatchStream[] {
    return [...this.#streams];
  }

  /**
   * Opens a watch. One from a version that is no longer kept is answered as Kubernetes does it: 200, and then an
   * ERROR event of code 410.
   */
  open(response: ServerResponse, options: WatchOptions): void {
    const stream = new WatchStream(response, options);
    const past = this.#store.changesSince(options.since);
    this.#streams.add(stream);
    if (this.#paused) {
      stream.pause();
    }
    stream.start(this.#store, past ?? [], () => this.#streams.delete(stream));
    if (!past) {
      const { body } = expired(options.since, this.#store.compactedTo);
      stream.sendRaw(`${JSON.stringify({ type: 'ERROR', object: body })}\n`);
      stream.end();
    }
  }

  /** Makes all watches silent, those that are opened from now on too. */
  pause(): void {
    this.#paused = true;
    this.#streams.forEach(stream => stream.pause());
  }

  /** Lets all watches go on. */
  resume(): void {
    this.#paused = false;
    this.#streams.forEach(stream => stream.resume());
  }

  #publish(change: Change): void {
    const shared = { change, lines: new Map<string, string>() };
    for (const stream of this.#streams) {
      stream.push(shared);
    }
  }
}
