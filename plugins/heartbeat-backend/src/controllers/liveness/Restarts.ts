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

import type { Moment } from '../../time/moment';
import type { ObservedRestart } from './ObservedHeartbeat';
import type { LeaseRecord } from '../LeaseRecord';

/** How many are kept to be shown. */
const KEPT_RESTARTS = 5;

/** So many restarts within {@link CRASH_LOOP_MS} are a crash loop: kubelet's backoff leaves room for them, a rollout does not make them. */
const CRASH_LOOP_RESTARTS = 3;

/** It is over after as long a time without a restart: kubelet, too, forgets its backoff after ten minutes. */
const CRASH_LOOP_MS = 10 * 60 * 1000;

/**
 * What makes one process's holder identity differ from another's on the same host: a
 * UUID or some hex digits after an underscore, or the time at which it started, as
 * digits since the epoch or as ISO 8601.
 */
const PROCESS_SUFFIX =
  /_[0-9a-f]{6,12}$|_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|[-_.:/]\d{10}(\d{3}){0,3}$|[-_./]\d{4}-?\d\d-?\d\dT?[-_]?\d\d[-:]?\d\d[-:]?\d\d([.,]\d+)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * A holder's identity as far as all of its processes have it in common.
 *
 * @internal
 */
export function withoutProcess(holder: string): string {
  return holder.replace(PROCESS_SUFFIX, '');
}

/** No more who have let go are remembered of one Lease: a fleet of as many that goes round is no crash loop. */
const KEPT_RELEASES = 10;

/**
 * Which of a Lease's signs of life show that another process is behind it. A
 * Lease made anew is a `recreation`; a holder who is the same but for its
 * process, or who had to acquire the Lease again, is a `restart`; anybody else
 * is a `takeover`.
 *
 * @param previousHolder - the last that there was, also where it has let go since
 * @internal
 */
export function restartKind(
  previous: LeaseRecord,
  previousHolder: string | undefined,
  next: LeaseRecord,
): ObservedRestart['kind'] | undefined {
  if (next.uid !== previous.uid) {
    return 'recreation';
  }
  if (!next.holder || !previousHolder) {
    return undefined;
  }
  if (next.holder === previousHolder) {
    return (next.leaseTransitions ?? 0) > (previous.leaseTransitions ?? 0)
      ? 'restart'
      : undefined;
  }
  return withoutProcess(next.holder) === withoutProcess(previousHolder)
    ? 'restart'
    : 'takeover';
}

/**
 * The last restarts of one controller, and whether they are a crash loop.
 * Takeovers are no part of that: leadership that goes round is no crash. It also
 * knows who has let go of the Lease before: who does so again has not shut down.
 *
 * @internal
 */
export class Restarts {
  /** Oldest first; another array after each restart. */
  recent: ObservedRestart[] = [];
  isCrashLooping = false;
  /** When the last ones that count for a crash loop were, oldest first. */
  #countedMs: number[] = [];
  /** Who let go of the Lease, without the process, and when, oldest first. */
  #releases: Array<{ holder: string; atMs: number }> = [];

  /** How long ago those were that count for a crash loop, oldest first. */
  agesMs(nowMs: number): number[] {
    return this.#countedMs.map(atMs => nowMs - atMs);
  }

  /** Who let go of the Lease, and how long ago, oldest first. */
  releases(nowMs: number): Array<{ holder: string; agoMs: number }> {
    return this.#releases.map(({ holder, atMs }) => ({
      holder,
      agoMs: nowMs - atMs,
    }));
  }

  /** Takes up what another observer has counted. */
  resume(
    known: {
      restartAgesMs?: number[];
      crashLooping?: boolean;
      releases?: Array<{ holder: string; agoMs: number }>;
    },
    nowMs: number,
  ): void {
    const { restartAgesMs = [], releases = [] } = known;
    this.#countedMs = restartAgesMs.map(ageMs => nowMs - ageMs);
    this.isCrashLooping = known.crashLooping ?? false;
    this.#releases = releases.map(({ holder, agoMs }) => ({
      holder,
      atMs: nowMs - agoMs,
    }));
  }

  /**
   * The holder has let go of the Lease. A rollout brings new ones; the same one again,
   * but for its process, is one that goes down again and again.
   *
   * @returns whether it has done so before, within the time of a crash loop
   */
  released(holder: string, nowMs: number): boolean {
    const name = withoutProcess(holder);
    const recent = this.#releases.filter(
      ({ atMs }) => nowMs - atMs <= CRASH_LOOP_MS,
    );
    this.#releases = [
      ...recent.slice(1 - KEPT_RELEASES),
      { holder: name, atMs: nowMs },
    ];
    return recent.some(before => before.holder === name);
  }

  add(
    restart: Omit<ObservedRestart, 'atMonotonicMs' | 'atWallMs'>,
    now: Moment,
  ): void {
    const { kind, previousHolder, holder } = restart;
    this.recent = [
      ...this.recent.slice(1 - KEPT_RESTARTS),
      {
        ...restart,
        atMonotonicMs: now.monotonicMs,
        atWallMs: now.wallMs,
      },
    ];
    if (
      kind === 'takeover' ||
      withoutProcess(previousHolder ?? '') !== withoutProcess(holder ?? '')
    ) {
      return;
    }
    this.#countedMs.push(now.monotonicMs);
    if (this.#countedMs.length > CRASH_LOOP_RESTARTS) {
      this.#countedMs.shift();
    }
    this.isCrashLooping ||=
      this.#countedMs.length === CRASH_LOOP_RESTARTS &&
      now.monotonicMs - this.#countedMs[0] <= CRASH_LOOP_MS;
  }

  /** A sign of life: a crash loop is over when there was no restart for long. */
  renewed(nowMs: number): void {
    if (
      this.isCrashLooping &&
      nowMs - (this.#countedMs.at(-1) ?? 0) > CRASH_LOOP_MS
    ) {
      this.isCrashLooping = false;
      this.#countedMs.length = 0;
    }
  }
}
