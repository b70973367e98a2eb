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

import { Worker } from 'node:worker_threads';
import type { AllowRule } from '../../targets';
import type { ThreadData } from './messages';
import { THREAD_FILE } from './threadMain';

/**
 * 10,000 servers at 1,000 checks a second took 68 MB in all, with twice as much for young
 * objects as below. Beyond this something is wrong, and the thread ends rather than the portal.
 */
const OLD_HEAP_MB = 512;

/**
 * What a check leaves behind is garbage within milliseconds, so that V8's own 48 MB would
 * only be filled before they are emptied.
 */
const YOUNG_HEAP_MB = 16;

/**
 * In a checkout, where the file is TypeScript, Node needs what Backstage's CLI has
 * it loaded with. A backend that runs there has that already; a test has not.
 */
function loader(): string[] | undefined {
  return THREAD_FILE.endsWith('.ts')
    ? ['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')]
    : undefined;
}

/**
 * Starts the thread, with a heap of its own.
 *
 * @internal
 */
export function startThread({ allow }: { allow: AllowRule[] }): Worker {
  const workerData: ThreadData = { isCheckThread: true, allow };
  return new Worker(THREAD_FILE, {
    name: 'heartbeat-checks',
    workerData,
    execArgv: loader(),
    resourceLimits: {
      maxOldGenerationSizeMb: OLD_HEAP_MB,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
    },
  });
}
