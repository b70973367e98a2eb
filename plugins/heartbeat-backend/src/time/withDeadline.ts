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

import { abortable } from './abortable';
import type { Clock } from './clock';

/**
 * Does something with a signal that is aborted after a time, and waits for it no
 * longer than that.
 *
 * @param options - `signal`: of whatever it is part of, if anything; `late`: what to say
 * @throws what `run` throws, or an error that says that it was too late
 * @internal
 */
export async function withDeadline<T>(
  run: (signal: AbortSignal) => Promise<T>,
  options: { clock: Clock; ms: number; signal?: AbortSignal; late: string },
): Promise<T> {
  const { clock, ms, signal, late } = options;
  const deadline = new AbortController();
  const cancel = clock.setTimer(() => deadline.abort(new Error(late)), ms);
  const either = signal
    ? AbortSignal.any([signal, deadline.signal])
    : deadline.signal;
  try {
    return await abortable(run(either), either);
  } finally {
    cancel();
  }
}
