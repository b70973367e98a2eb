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

import { KubernetesError } from 'backstage-plugin-heartbeat-node';

/**
 * A stream that has lasted as long as this did work: one that does not is over at once.
 *
 * @internal
 */
export const WORKING_MS = 3_000;

/** An API server ends a watch to the second. */
const TOLERANCE_MS = 1_000;

/** From here on a status speaks of a server, or of one that a proxy did not reach. */
const SERVER_ERROR = 500;

/**
 * How a stream of changes ended:
 *
 * - `served`: by the API server, when it was meant to;
 * - `cut`: too early, but it did work. The next one will, too, if the API server is there;
 * - `broken`: at once, or with nonsense. Some of these may follow each other, not many;
 * - `failed`: so that it cannot be taken up where it stopped.
 *
 * @internal
 */
export type StreamEnd = 'served' | 'cut' | 'broken' | 'failed';

/**
 * Tells a stream that something in between cuts, which is normal there, from one that
 * does not work.
 *
 * @param stream - `error`: absent where it ended cleanly, as also those of a server that
 * is killed may
 * @internal
 */
export function streamEndOf(stream: {
  error: unknown;
  isOpen: boolean;
  lastedMs: number;
  askedMs: number;
}): StreamEnd {
  const { error, isOpen, lastedMs, askedMs } = stream;
  const isLong = lastedMs >= WORKING_MS;
  if (error === undefined) {
    if (lastedMs > askedMs - TOLERANCE_MS) {
      return 'served';
    }
    return isLong ? 'cut' : 'broken';
  }
  if (!(error instanceof KubernetesError) || error.reason === 'stalled') {
    return 'failed';
  }
  if (isOpen) {
    if (error.status !== undefined) {
      return 'failed';
    }
    return isLong && error.reason === 'unreachable' ? 'cut' : 'broken';
  }
  // A proxy may keep the headers until there is an event, and then cuts a request that
  // seems to have no answer. One that gets none although its time is over does not work.
  const isWithoutAnswer =
    error.status === undefined
      ? error.reason === 'unreachable'
      : error.status >= SERVER_ERROR;
  if (!isLong || !isWithoutAnswer) {
    return 'failed';
  }
  return lastedMs < askedMs ? 'cut' : 'broken';
}
