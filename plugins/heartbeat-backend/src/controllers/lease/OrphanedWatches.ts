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

/** So long may a watch be while an orphaned one may still be open: four requests a minute, and soon over. */
const SHORT_WATCH_SECONDS = 15;

/** So many may be open beside the one that we read. */
const MAX_ORPHANED = 4;

/**
 * The watches whose stream we ended and that may still be open on the API server: a
 * proxy such as the Kubernetes plugin's does not pass on that its client is gone, so
 * that only the time that we asked for ends them. They must not pile up on an API
 * server that has trouble already, which is when one stream after the other is ended.
 *
 * While there are some, new watches are short; where there are many, no new
 * one is opened before one of them has ended.
 *
 * @internal
 */
export class OrphanedWatches {
  /** When each of them ends, on the monotonic clock. */
  #endsMs: number[] = [];

  /** One may be open until then. */
  add(endsMs: number): void {
    this.#endsMs.push(endsMs);
  }

  /** How long the next watch may be kept open. */
  mostSeconds(nowMs: number): number {
    return this.#open(nowMs).length === 0 ? Infinity : SHORT_WATCH_SECONDS;
  }

  /** How long to wait before another may be opened. */
  waitMs(nowMs: number): number {
    const open = this.#open(nowMs);
    return open.length < MAX_ORPHANED ? 0 : Math.min(...open) - nowMs;
  }

  #open(nowMs: number): number[] {
    this.#endsMs = this.#endsMs.filter(endsMs => endsMs > nowMs);
    return this.#endsMs;
  }
}
