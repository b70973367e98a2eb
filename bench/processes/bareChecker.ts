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

// What any check over HTTP has to do at the least: connect, ask, read the whole
// answer. What the product takes for a check is held against it, for a machine
// may be three times slower today than yesterday.

import { get } from 'node:http';
import { serveCalls } from '../lib/serveCalls';

const calls = {
  /** Asks them in turn, one each so many milliseconds, until the process ends. */
  ask({ urls, everyMs }: { urls: string[]; everyMs: number }): void {
    let next = 0;
    setInterval(() => {
      get(urls[next++ % urls.length], { agent: false }, answer =>
        answer.resume(),
      );
    }, everyMs);
  },
};

/** @see calls */
export type BareCheckerProcess = typeof calls;

serveCalls(calls);
