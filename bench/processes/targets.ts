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

// Servers that are well: each listens on a loopback address of its own, answers
// at once, and remembers when it was asked.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopbackAddress } from '../lib/loopbackAddress';
import { serveCalls } from '../lib/serveCalls';

/** Of each target, when it was asked, in order. */
const asked: number[][] = [];

async function listen(index: number): Promise<string> {
  const times: number[] = [];
  asked[index] = times;
  const server = createServer((_, response) => {
    times.push(Date.now());
    response.end('ok');
  });
  const address = loopbackAddress(1, index);
  await new Promise<void>(resolve => {
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return `http://${address}:${port}/health`;
}

const calls = {
  /** @returns where they are */
  open: async ({ count }: { count: number }): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => listen(index))),

  /** Of each target, when it was asked since then, in epoch milliseconds. */
  askedSince: ({ sinceMs }: { sinceMs: number }): number[][] =>
    asked.map(times => times.filter(time => time >= sinceMs)),

  /** How often all of them were asked since then. */
  countSince: ({ sinceMs }: { sinceMs: number }): number =>
    asked.reduce(
      (sum, times) => sum + times.filter(time => time >= sinceMs).length,
      0,
    ),
};

/** @see calls */
export type TargetsProcess = typeof calls;

serveCalls(calls);
