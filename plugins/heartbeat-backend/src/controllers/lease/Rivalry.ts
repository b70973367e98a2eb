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
import type { KnownLease } from './OwnLease';

/** A rolling update on one Lease takes it once or twice. */
const MANY_TAKEOVERS = 3;

/** After this long without one, a takeover has nothing to do with those before. */
const TOGETHER_MS = 10 * 60_000;

/**
 * Whether another process renews a Lease that we take for our own, as two do that run
 * under one host's name. A successor takes it and keeps it; a rival takes it again
 * whenever we have taken it back. To observers that is a restart each time.
 *
 * So one of the two stands back: the one whose identity sorts first, which both know
 * without a word to each other. It writes nothing for as long as the other one renews,
 * and takes the Lease again when it runs out. Whoever only puts back what was there
 * before, as a backup does, renews nothing and is no rival.
 *
 * @internal
 */
export class Rivalry {
  readonly #holder: string;
  readonly #durationMs: number;
  #takeovers = 0;
  #lastMs = -Infinity;
  #lastRenewTime: string | undefined;
  #standsBack = false;

  constructor(options: { holder: string; durationMs: number }) {
    this.#holder = options.holder;
    this.#durationMs = options.durationMs;
  }

  /** Whether we are not to renew. */
  get standsBack(): boolean {
    return this.#standsBack;
  }

  /**
   * Takes in what is in the Lease that was ours, or that we stand back from.
   *
   * @returns `taken` where another process has renewed it since the last time, `rival`
   * where that has become one time too many
   */
  observe(
    lease: KnownLease | undefined,
    nowMs: number,
  ): 'taken' | 'rival' | undefined {
    const holder = lease?.holder;
    const isOthers =
      holder !== undefined && holder !== '' && holder !== this.#holder;
    if (!isOthers || lease?.renewTime === this.#lastRenewTime) {
      this.#standsBack &&=
        isOthers && nowMs - this.#lastMs < this.#patienceMs(lease);
      return undefined;
    }
    const togetherMs = Math.max(TOGETHER_MS, this.#durationMs);
    this.#takeovers =
      nowMs - this.#lastMs > togetherMs ? 1 : this.#takeovers + 1;
    this.#lastMs = nowMs;
    this.#lastRenewTime = lease?.renewTime;
    if (this.#takeovers < MANY_TAKEOVERS) {
      return 'taken';
    }
    this.#standsBack = this.#holder < holder;
    return this.#takeovers === MANY_TAKEOVERS ? 'rival' : 'taken';
  }

  /** The other one may renew less often than we do; whatever it promises, not for ever. */
  #patienceMs(lease: KnownLease | undefined): number {
    const promisedMs = Math.min(lease?.durationMs ?? 0, TOGETHER_MS);
    return Math.max(this.#durationMs, promisedMs);
  }
}
