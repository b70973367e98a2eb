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

import type { Clock } from '../../time/clock';
import { Deadlines, NEVER_MS, type Scheduled } from '../../time/Deadlines';
import { Lanes, type LaneName } from './Lanes';
import { confirmationDelayMs, phaseOf, slotAfter } from './slots';
import type { Unit } from './Unit';

/** Enough to close a socket and say so; who takes longer does not listen. */
const GRACE_MS = 1000;

/**
 * Units that fail have this share of the places that the others have, on top of
 * those. They hold theirs for a whole timeout and nobody waits for their results,
 * so they may have to wait for each other.
 */
const FAILING_SHARE = 1 / 2;

/**
 * What has become of units so far, and now.
 *
 * @internal
 */
export interface ScheduleState {
  done: number;
  skipped: number;
  running: number;
  waiting: number;
  abandoned: number;
}

/** One unit on the schedule. */
class Entry implements Scheduled<Entry> {
  deadlineMs = NEVER_MS;
  deadlineEntry: Scheduled<Entry>['deadlineEntry'];
  readonly phaseMs: number;
  /** The slot that it was due in last, and the one that it is due in next, on the fleet's clock. */
  slotMs = -Infinity;
  nextSlotMs = -Infinity;
  state: 'idle' | 'waiting' | 'running' = 'idle';
  lane: LaneName = 'passing';
  isConfirming = false;
  run?: Run;

  constructor(readonly unit: Unit) {
    this.phaseMs = phaseOf(unit.key, unit.intervalMs);
  }

  get host(): string | undefined {
    return this.unit.host;
  }
}

/** One check that runs. */
class Run implements Scheduled<Run> {
  deadlineEntry: Scheduled<Run>['deadlineEntry'];
  readonly controller = new AbortController();

  constructor(readonly entry: Entry, public deadlineMs: number) {}
}

/**
 * Runs units in their slots, see the contract of this folder.
 *
 * @internal
 */
export class Schedule {
  readonly #clock: Clock;
  readonly #fleetNowMs: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #lanes: Lanes<Entry>;
  readonly #entries = new Map<Unit, Entry>();
  readonly #due: Deadlines<Entry>;
  readonly #timeouts: Deadlines<Run>;
  #done = 0;
  #skipped = 0;
  #abandoned = 0;

  static create(options: {
    clock: Clock;
    fleetNowMs: () => number;
    concurrency: number;
    concurrencyPerHost: number;
    /** A check rejected, which is a mistake of ours: whatever it is, the schedule goes on. */
    onError: (error: unknown) => void;
  }): Schedule {
    return new Schedule(options);
  }

  private constructor(options: Parameters<typeof Schedule.create>[0]) {
    const { clock, concurrency } = options;
    this.#clock = clock;
    this.#fleetNowMs = options.fleetNowMs;
    this.#onError = options.onError;
    this.#lanes = new Lanes({
      bounds: {
        passing: concurrency,
        failing: Math.ceil(concurrency * FAILING_SHARE),
      },
      perHost: options.concurrencyPerHost,
      start: entry => this.#start(entry),
    });
    this.#due = new Deadlines({ clock, onDue: entry => this.#onDue(entry) });
    this.#timeouts = new Deadlines({ clock, onDue: run => this.#onLate(run) });
  }

  get state(): ScheduleState {
    return {
      done: this.#done,
      skipped: this.#skipped,
      running: this.#lanes.running,
      waiting: this.#lanes.waiting,
      abandoned: this.#abandoned,
    };
  }

  /** @param fromMs - of the fleet's clock: a slot since then that is over is due now */
  add(unit: Unit, fromMs = this.#fleetNowMs()): void {
    const entry = new Entry(unit);
    this.#entries.set(unit, entry);
    this.#lanes.join(entry);
    this.#toNextSlot(entry, { fromMs });
  }

  /** It runs no more; a check that runs is aborted, and does not count. */
  remove(unit: Unit): void {
    const entry = this.#entries.get(unit);
    if (!entry) {
      return;
    }
    this.#entries.delete(unit);
    entry.deadlineMs = NEVER_MS;
    if (entry.state === 'waiting') {
      this.#lanes.withdraw(entry, entry.lane);
    }
    const { run } = entry;
    if (run) {
      this.#end(run);
      run.controller.abort();
    }
    this.#lanes.leave(entry);
  }

  /** It is wanted within the time of a confirmation: many at once are spread over it. */
  hasten(unit: Unit): void {
    const entry = this.#entries.get(unit);
    if (entry?.state === 'idle') {
      this.#confirm(entry, entry.phaseMs / unit.intervalMs);
    }
  }

  /** It is wanted now, unless it is under way; its slots stay what they are. */
  runNow(unit: Unit): void {
    const entry = this.#entries.get(unit);
    if (entry?.state === 'idle') {
      this.#confirm(entry, 0);
    }
  }

  /** Removes all units. */
  clear(): void {
    for (const unit of [...this.#entries.keys()]) {
      this.remove(unit);
    }
    this.#due.clear();
    this.#timeouts.clear();
  }

  #onDue(entry: Entry): void {
    entry.slotMs = entry.nextSlotMs;
    if (entry.state === 'idle') {
      entry.state = 'waiting';
      entry.lane = entry.unit.isFailing ? 'failing' : 'passing';
      this.#lanes.queue(entry, entry.lane);
    } else if (!entry.isConfirming) {
      this.#skipped++;
    }
    this.#toNextSlot(entry);
  }

  #start(entry: Entry): void {
    const { unit } = entry;
    const run = new Run(entry, this.#clock.monotonicMs() + unit.timeoutMs);
    entry.state = 'running';
    entry.run = run;
    this.#timeouts.update(run);
    unit
      .check(run.controller.signal)
      .catch(this.#onError)
      .then(() => this.#onDone(run));
  }

  #onDone(run: Run): void {
    const { entry } = run;
    if (entry.run === run) {
      this.#end(run);
      this.#done++;
      if (entry.unit.needsConfirmation) {
        this.#confirm(entry);
      } else {
        entry.isConfirming = false;
        this.#toNextSlot(entry, { nth: entry.unit.everyNth });
      }
    }
  }

  #onLate(run: Run): void {
    const { entry, controller } = run;
    if (!controller.signal.aborted) {
      run.deadlineMs = this.#clock.monotonicMs() + GRACE_MS;
      this.#timeouts.update(run);
      controller.abort(
        new DOMException(
          `no answer within ${entry.unit.timeoutMs} ms`,
          'TimeoutError',
        ),
      );
    } else if (entry.run === run) {
      this.#abandoned++;
      entry.unit.abandoned();
      this.#onDone(run);
    }
  }

  #end(run: Run): void {
    const { entry } = run;
    this.#timeouts.forget(run);
    entry.run = undefined;
    entry.state = 'idle';
    this.#lanes.done(entry, entry.lane);
  }

  #confirm(entry: Entry, share = 1): void {
    entry.isConfirming = true;
    const delayMs = share * confirmationDelayMs(entry.unit.intervalMs);
    entry.nextSlotMs = this.#fleetNowMs() + delayMs;
    entry.deadlineMs = this.#clock.monotonicMs() + delayMs;
    this.#due.update(entry);
  }

  /** @param options - `nth`: how many slots after the one that it was due in last; `fromMs`: after that moment, if not after this one */
  #toNextSlot(
    entry: Entry,
    options: { nth?: number; fromMs?: number } = {},
  ): void {
    const { phaseMs, unit, slotMs } = entry;
    const { intervalMs } = unit;
    const nowMs = this.#fleetNowMs();
    const { nth = 1, fromMs = nowMs } = options;
    // A timer may be early by the fleet's clock, and that slot must not come twice.
    // One that is far ahead is of a time before somebody set that clock back.
    const lastMs = slotMs - nowMs > intervalMs ? nowMs : slotMs;
    const afterMs = Math.max(fromMs, lastMs + (nth - 1) * intervalMs);
    entry.nextSlotMs = slotAfter(afterMs, phaseMs, intervalMs);
    entry.deadlineMs =
      this.#clock.monotonicMs() + Math.max(0, entry.nextSlotMs - nowMs);
    this.#due.update(entry);
  }
}
