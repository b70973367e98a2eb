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

import { Heap } from 'heap-js';
import { Tally } from './Tally';

/** Fewer processes than this fall silent together by chance. */
const MIN_OVERDUE = 3;

/** More than one half: what most of a cluster does at once has one cause. */
const MIN_SHARE = 0.55;

/**
 * After so long a disruption is believed even without a proof that renewals are
 * possible. Nobody is dead before the API server has answered that there is nothing
 * new, so that it answers all the time; what lasts longer than its restart or an
 * election of etcd is an outage that somebody has to know of.
 */
const MAX_DISRUPTION_MS = 60 * 1000;

/** How many processes there are is counted again after so long: to count them takes as long as there are controllers. */
const RECOUNT_MS = 60 * 1000;

interface Overdue<T> {
  member: T;
  process: string;
  expiresMs: number;
  isDead: boolean;
}

/**
 * A disruption of a cluster as it is.
 *
 * @internal
 */
export interface DisruptionState {
  sinceMs: number;
  /** How many controllers it has silenced, back or not. */
  count: number;
}

interface Disruption<T> {
  sinceMs: number;
  /** Controllers of it that are back. */
  returned: Set<T>;
  /** Controllers that were no part of it and have renewed since it began. */
  others: Set<T>;
  /** When renewals were proven to be possible again. */
  provenMs?: number;
}

/**
 * Tells the disruption of a cluster from deaths of its controllers: at least 3 and
 * at least 55% of the processes behind those that lived fell overdue within one
 * duration. Processes, as one that dies takes all of its Leases along.
 *
 * They are held then. Each that renews is free. The others are dead when they stay
 * silent for a whole D + margin from the moment at which renewals were proven to be
 * possible: at least half of the held ones are back, or at least half of those
 * that were never held have renewed since; or, where nothing proves that,
 * from a minute after they were held. So a death that came with a disruption is
 * told at the latest a minute + D + margin after it was held, whatever
 * happens in between.
 *
 * @internal
 */
export class FleetGate<T extends object> {
  /** How many controllers of the cluster live as far as is known. */
  #live = 0;
  readonly #countProcesses: () => number;
  /** The processes behind them, not long ago. */
  #processes: { count: number; atMs: number } | undefined;
  /** Who fell overdue within the last duration of its own. */
  readonly #overdue = new Map<T, Overdue<T>>();
  readonly #expiries = new Heap<Overdue<T>>(
    (a, b) => a.expiresMs - b.expiresMs,
  );
  readonly #overdueProcesses = new Tally();
  /** Those of them that are dead, and lived not long ago. */
  readonly #deadProcesses = new Tally();
  /** Who is held, and since when. */
  readonly #held = new Map<T, number>();
  #disruption: Disruption<T> | undefined;

  constructor(options: {
    /** The processes behind the controllers that live, each once. */
    countProcesses(): number;
  }) {
    this.#countProcesses = options.countProcesses;
  }

  /** The present disruption; it is over when nobody is held any more. */
  get disruption(): DisruptionState | undefined {
    return (
      this.#disruption && {
        sinceMs: this.#disruption.sinceMs,
        count: this.#held.size + this.#disruption.returned.size,
      }
    );
  }

  held(): Iterable<T> {
    return this.#held.keys();
  }

  /** From when on the silence of one that is held counts; absent if it is not held. */
  believedFromMs(member: T): number | undefined {
    const heldMs = this.#held.get(member);
    return heldMs === undefined
      ? undefined
      : Math.min(
          this.#disruption?.provenMs ?? Infinity,
          heldMs + MAX_DISRUPTION_MS,
        );
  }

  /** One more or one less that lives. */
  count(change: 1 | -1): void {
    this.#live += change;
  }

  /**
   * A controller that lived fell overdue.
   *
   * @returns whether others are held now that were not
   */
  overdue(
    member: T,
    process: string,
    nowMs: number,
    durationMs: number,
  ): boolean {
    this.#expire(nowMs);
    this.#drop(this.#overdue.get(member));
    const expiresMs = nowMs + durationMs;
    const entry = { member, process, expiresMs, isDead: false };
    this.#overdue.set(member, entry);
    this.#overdueProcesses.add(process);
    this.#expiries.push(entry);
    if (this.#disruption && this.#disruption.provenMs === undefined) {
      this.#hold(member, nowMs);
      return false;
    }
    if (!this.#isDisrupted(nowMs)) {
      return false;
    }
    this.#disruption = {
      sinceMs: this.#disruption?.sinceMs ?? nowMs,
      returned: new Set(),
      others: new Set(),
    };
    for (const { member: each, isDead } of this.#overdue.values()) {
      if (!isDead) {
        this.#hold(each, nowMs);
      }
    }
    return true;
  }

  /**
   * A sign of life.
   *
   * @returns whether the time from which on silence counts has changed by it
   */
  renewed(member: T, nowMs: number): boolean {
    if (this.#overdue.size > 0) {
      this.#drop(this.#overdue.get(member));
    }
    const disruption = this.#disruption;
    if (!disruption) {
      return false;
    }
    if (this.#held.delete(member)) {
      disruption.returned.add(member);
    } else if (!disruption.returned.has(member)) {
      disruption.others.add(member);
    }
    if (this.#end() || disruption.provenMs !== undefined) {
      return false;
    }
    const others = this.#live - this.#held.size - disruption.returned.size;
    if (
      disruption.returned.size >= this.#held.size ||
      (others > 0 && disruption.others.size >= others / 2)
    ) {
      disruption.provenMs = nowMs;
      return true;
    }
    return false;
  }

  /** It is dead; what it was overdue for counts on for a while. */
  died(member: T): void {
    const entry = this.#overdue.get(member);
    if (entry && !entry.isDead) {
      entry.isDead = true;
      this.#deadProcesses.add(entry.process);
    }
    this.#release(member);
  }

  /** It was stopped, or nobody looks at it any more. */
  left(member: T): void {
    this.#drop(this.#overdue.get(member));
    this.#release(member);
  }

  #hold(member: T, nowMs: number): void {
    if (!this.#held.has(member)) {
      this.#held.set(member, nowMs);
    }
  }

  #release(member: T): void {
    this.#held.delete(member);
    this.#disruption?.others.delete(member);
    this.#end();
  }

  #end(): boolean {
    if (this.#disruption && this.#held.size === 0) {
      this.#disruption = undefined;
    }
    return !this.#disruption;
  }

  #isDisrupted(nowMs: number): boolean {
    const { size } = this.#overdueProcesses;
    if (size < MIN_OVERDUE) {
      return false;
    }
    if (!this.#processes || nowMs - this.#processes.atMs > RECOUNT_MS) {
      const count = this.#countProcesses() + this.#deadProcesses.size;
      this.#processes = { count, atMs: nowMs };
    }
    return size >= MIN_SHARE * this.#processes.count;
  }

  #expire(nowMs: number): void {
    for (
      let entry = this.#expiries.peek();
      entry && entry.expiresMs <= nowMs;
      entry = this.#expiries.peek()
    ) {
      this.#expiries.pop();
      if (this.#overdue.get(entry.member) === entry) {
        this.#drop(entry);
      }
    }
  }

  #drop(entry: Overdue<T> | undefined): void {
    if (entry) {
      this.#overdue.delete(entry.member);
      this.#overdueProcesses.remove(entry.process);
      if (entry.isDead) {
        this.#deadProcesses.remove(entry.process);
      }
    }
  }
}
