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

/** How long the API server is to keep a watch open: long, as each costs a request. */
const USUAL_SECONDS = 240;

/** One cut may be anything, as a restart of the API server. Two in a row are a habit. */
const HABIT_CUTS = 2;

/** The rest is for the way there and back, and for cuts that do not come to the second. */
const SAFE_SHARE = 0.9;

/** After this the usual length is tried again: where watches are still cut, that costs two requests. */
const RETRY_MS = 10 * 60_000;

/**
 * How long watches are asked for: less where something in between cuts each of them
 * after a fixed time, as proxies do. The API server then ends them itself, with a last
 * bookmark, and nothing is cut.
 *
 * The length follows the cuts: each that comes sooner makes the next watch shorter, and
 * once in a while the usual length is tried. A stream that lasts longer than the one
 * that was cut last shows that the habit is over.
 *
 * @internal
 */
export class WatchLength {
  #cuts = 0;
  #cutAfterMs = Infinity;
  /** On the monotonic clock. */
  #retryAtMs = -Infinity;

  /** Whether streams are known to be cut. */
  get isShort(): boolean {
    return this.#cuts >= HABIT_CUTS;
  }

  /** How long the next watch is to be kept open. */
  nextSeconds(nowMs: number): number {
    return this.isShort && nowMs < this.#retryAtMs
      ? Math.floor((this.#cutAfterMs * SAFE_SHARE) / 1000)
      : USUAL_SECONDS;
  }

  /** A stream was cut after it had lasted for some seconds. */
  cut(lastedMs: number, nowMs: number): void {
    this.#cuts++;
    this.#cutAfterMs = lastedMs;
    this.#retryAtMs = nowMs + RETRY_MS;
  }

  /** A stream was not cut. */
  served(lastedMs: number): void {
    if (lastedMs > this.#cutAfterMs) {
      this.#cuts = 0;
      this.#cutAfterMs = Infinity;
    }
  }
}
