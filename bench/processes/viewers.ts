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

// People with a page open: each asks, waits for the answer, and asks again when
// the page's interval is over, as both user interfaces do it.

import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveCalls } from '../lib/serveCalls';

/** An answer that takes longer than this is none. */
const TIMEOUT_MS = 60_000;

/** What a page asks for. */
export interface PageRequest {
  url: string;
  /** Absent: GET. */
  body?: object;
  token: string;
}

/** What a time with some viewers gave. */
export interface Viewing {
  answersMs: number[];
  failures: string[];
  /** Of one answer, as it comes over the wire. */
  bytes: number;
}

const agent = new Agent({ keepAlive: true });

/** @returns the size of the answer */
function ask({ url, body, token }: PageRequest): Promise<number> {
  const text = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        agent,
        method: text ? 'POST' : 'GET',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          Authorization: `Bearer ${token}`,
          'Accept-Encoding': 'gzip',
          ...(text && { 'Content-Type': 'application/json' }),
        },
      },
      response => {
        let bytes = 0;
        response.on('data', chunk => {
          bytes += chunk.length;
        });
        response.once('error', reject);
        response.once('end', () => {
          if (response.statusCode === 200) {
            resolve(bytes);
          } else {
            reject(new Error(`${url} was answered ${response.statusCode}`));
          }
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(text);
  });
}

const calls = {
  /** Lets some viewers look for a while; they come evenly over one interval. */
  async look(options: {
    page: PageRequest;
    viewers: number;
    intervalMs: number;
    forMs: number;
  }): Promise<Viewing> {
    const { page, viewers, intervalMs, forMs } = options;
    const viewing: Viewing = { answersMs: [], failures: [], bytes: 0 };
    const endMs = performance.now() + forMs;
    const watch = async (viewer: number) => {
      await sleep((viewer / viewers) * intervalMs);
      while (performance.now() < endMs) {
        const askedMs = performance.now();
        try {
          viewing.bytes = await ask(page);
          viewing.answersMs.push(performance.now() - askedMs);
        } catch (error) {
          viewing.failures.push(String(error));
        }
        const restMs = intervalMs - (performance.now() - askedMs);
        if (performance.now() + restMs >= endMs) {
          return;
        }
        await sleep(Math.max(0, restMs));
      }
    };
    await Promise.all(Array.from({ length: viewers }, (_, i) => watch(i)));
    return viewing;
  },
};

/** @see calls */
export type ViewersProcess = typeof calls;

serveCalls(calls);
