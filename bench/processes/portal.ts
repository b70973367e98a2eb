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

// The demo portal's own backend, which can be asked what it has used.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import '../../packages/backend/src';
import { serveCalls } from '../lib/serveCalls';

const calls = {
  /** What is still needed: bytes, after a collection of all that is not. */
  inUse(): number {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
};

/** @see calls */
export type PortalProcess = typeof calls;

serveCalls(calls);
