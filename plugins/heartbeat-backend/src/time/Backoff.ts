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

/** The first pause: an API server that restarts is back within seconds. */
const FIRST_MS = 500;

/** No outage makes us look less often than this. */
const LONGEST_MS = 30_000;

/**
 * Growing pauses with full jitter above half of each, so that the observers of
 * a fleet do not come back all at once.
 *
 * @internal
 */
export class Backoff {
  #nextMs = FIRST_MS;

  /** The next pause; never shorter than what the server asked for. */
  next(retryAfterMs = 0): number {
    const pauseMs = this.#nextMs * (0.5 + Math.random() / 2);
    this.#nextMs = Math.min(this.#nextMs * 2, LONGEST_MS);
    return Math.max(pauseMs, retryAfterMs);
  }

  reset(): void {
    this.#nextMs = FIRST_MS;
  }
}
