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

import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { WireBody } from './WireClient';

/** How long a test waits for an event that must come. */
const EVENT_TIMEOUT_MS = 5_000;

/** One line of a watch. */
export interface WatchEvent {
  type: string;
  object: WireBody;
}

/** Reads a watch event by event, with a deadline for each. */
export class WatchReader {
  readonly status: number;
  readonly #response: IncomingMessage;
  readonly #events: AsyncIterator<WatchEvent>;

  constructor(response: IncomingMessage) {
    this.status = response.statusCode ?? 0;
    this.#response = response;
    this.#events = eventsOf(response);
  }

  /** The next event; fails when none comes in time or the stream ends. */
  async next(timeoutMs = EVENT_TIMEOUT_MS): Promise<WatchEvent> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no watch event within ${timeoutMs} ms`)),
        timeoutMs,
      );
    });
    const result = await Promise.race([this.#events.next(), deadline]).finally(
      () => clearTimeout(timer),
    );
    if (result.done) {
      throw new Error('the watch ended');
    }
    return result.value;
  }

  /** The next `count` events as `TYPE name`. */
  async take(count: number): Promise<string[]> {
    const taken: string[] = [];
    while (taken.length < count) {
      const { type, object } = await this.next();
      taken.push(`${type} ${object.metadata.name}`);
    }
    return taken;
  }

  /** All events until the server ends the stream. */
  async untilEnd(): Promise<WatchEvent[]> {
    const events: WatchEvent[] = [];
    for (;;) {
      const result = await this.#events.next();
      if (result.done) {
        return events;
      }
      events.push(result.value);
    }
  }

  close(): void {
    this.#response.destroy();
  }
}

async function* eventsOf(
  response: IncomingMessage,
): AsyncGenerator<WatchEvent> {
  for await (const line of createInterface({ input: response })) {
    if (line !== '') {
      yield JSON.parse(line);
    }
  }
}
