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
 * Pauses between attempts that fail: each is twice as long as the one before, up to a
 * longest one, and shorter by chance by up to a half, so that a fleet does not come
 * back all at once. Whoever succeeds resets it.
 *
 * @internal
 */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #nextMs: number;

  constructor(options: { firstMs?: number; longestMs?: number } = {}) {
    const { firstMs = FIRST_MS, longestMs = LONGEST_MS } = options;
    this.#firstMs = Math.min(firstMs, longestMs);
    this.#longestMs = longestMs;
    this.#nextMs = this.#firstMs;
  }

  /** The next pause; never shorter than what the server asked for. */
  next(retryAfterMs = 0): number {
    const pauseMs = this.#nextMs * (0.5 + Math.random() / 2);
    this.#nextMs = Math.min(this.#nextMs * 2, this.#longestMs);
    return Math.max(pauseMs, retryAfterMs);
  }

  /** An attempt has succeeded: the next pause is the first one again. */
  reset(): void {
    this.#nextMs = this.#firstMs;
  }
}
