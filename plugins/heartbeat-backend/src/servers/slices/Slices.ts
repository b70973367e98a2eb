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

import { randomUUID } from 'node:crypto';
import type {
  DatabaseService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Clock } from '../../time/clock';
import { pause } from '../../time/pause';
import { withDeadline } from '../../time/withDeadline';
import { arrange, AHEAD_MS } from './arrange';
import { FleetClock } from './FleetClock';
import type { Slice, SlicesView } from './Slice';
import { SliceStore } from './SliceStore';

/** How often a replica says that it is there, and looks at what is arranged. */
const LOOK_MS = 2_000;

/**
 * How long its word is good for: two looks may fail. Who has not looked for so long
 * checks nothing, and what moves is announced so long ahead.
 */
const WORD_MS = 6_000;

/** So that a look that is not answered is known to have failed before the word is over. */
const DATABASE_TIMEOUT_MS = 3_000;

/** A timer that is so late was late because this process stood still. */
const STALL_MS = 1_000;

/** The runs of one look of the scheduler at its tasks are all there by then. */
const GATHER_MS = 20;

/** For a shutdown, which has other things to do. */
const LEAVE_TIMEOUT_MS = 5_000;

/**
 * Told which shards are this replica's, each time they are others, with the moment
 * from which each is, by the clock of the database.
 *
 * @internal
 */
export type OnHeld = (held: ReadonlyMap<number, number>) => void;

/**
 * How the servers are shared out.
 *
 * @internal
 */
export interface SlicesState {
  total: number;
  held: ReadonlyMap<number, number>;
  /** How many replicas share them, as far as this one knows. */
  replicas: number;
  /** Absent while the database answers. */
  failure?: { sinceMonotonicMs: number; message: string };
}

interface SlicesOptions {
  database: DatabaseService;
  clock: Clock;
  /** How many shards there are; the same in all replicas. */
  total: number;
  logger: LoggerService;
  lookMs?: number;
  wordMs?: number;
}

/** When a shard is this replica's, by the database's clock. */
interface Holding {
  sinceMs: number;
  untilMs: number;
  /** Another one has it from then on. */
  isGiven: boolean;
}

/**
 * The slices of time for which this replica checks servers: arranges them in runs of
 * the scheduler's tasks, and knows at each moment which are its own.
 *
 * @internal
 */
export class Slices {
  readonly #id = randomUUID();
  readonly #options: SlicesOptions;
  readonly #wordMs: number;
  readonly #store: SliceStore;
  readonly #fleetClock: FleetClock;
  readonly #stopping = new AbortController();
  readonly #holdings = new Map<number, Holding>();
  #weightOf: (shard: number) => number = () => 0;
  #onHeld: OnHeld = () => {};
  /** What was told last. */
  #held: ReadonlyMap<number, number> = new Map();
  #replicas = 1;
  /** The shards that other replicas have. */
  #taken: ReadonlySet<number> = new Set();
  /** When what was seen last was read, by the database's clock. */
  #seenAtMs = -Infinity;
  /** Until when what was seen is good, on the monotonic clock. */
  #goodUntilMs = -Infinity;
  /** What was held when the database came back is held so long, by its clock. */
  #graceUntilMs = -Infinity;
  #failure: SlicesState['failure'];
  /** Shards whose runs wait to be arranged, and what arranges them. */
  readonly #wanted = new Set<number>();
  #arranging: Promise<void> | undefined;
  #cancelTimer = () => {};

  /** Takes part in nothing before {@link start}. */
  static async create(options: SlicesOptions): Promise<Slices> {
    const { database, total, clock, wordMs = WORD_MS } = options;
    const store = await SliceStore.create({ database, total, wordMs });
    const fleetClock = new FleetClock({ clock });
    await fleetClock.measure(() => store.now());
    return new Slices(options, { store, fleetClock, wordMs });
  }

  private constructor(
    options: SlicesOptions,
    own: { store: SliceStore; fleetClock: FleetClock; wordMs: number },
  ) {
    this.#options = options;
    this.#store = own.store;
    this.#fleetClock = own.fleetClock;
    this.#wordMs = own.wordMs;
  }

  get state(): SlicesState {
    return {
      total: this.#options.total,
      held: this.#held,
      replicas: this.#replicas,
      failure: this.#failure,
    };
  }

  /** Epoch milliseconds by the database's clock, the same in all replicas. */
  fleetNowMs(): number {
    return this.#fleetClock.nowMs();
  }

  /**
   * Whether a shard is this replica's at this moment, for all it can know: it is not
   * where this process stood still for so long that others may have taken it.
   */
  holds(shard: number): boolean {
    const holding = this.#holdings.get(shard);
    return (
      holding !== undefined &&
      this.#isGoing(holding, this.fleetNowMs()) &&
      (this.#failure !== undefined ||
        this.#options.clock.monotonicMs() < this.#goodUntilMs)
    );
  }

  /** Whether another replica has a shard. */
  isTaken(shard: number): boolean {
    return this.#taken.has(shard);
  }

  /** Begins to look, as a task of this replica alone. */
  async start(options: {
    scheduler: SchedulerService;
    /** How many servers a shard has. */
    weightOf(shard: number): number;
    onHeld: OnHeld;
  }): Promise<void> {
    const { lookMs = LOOK_MS } = this.#options;
    this.#weightOf = options.weightOf;
    this.#onHeld = options.onHeld;
    // A run may have been before.
    this.#onHeld(this.#held);
    await options.scheduler.scheduleTask({
      id: 'heartbeat-server-slices',
      scope: 'local',
      frequency: { milliseconds: lookMs },
      // A look has a deadline of its own.
      timeout: { milliseconds: 3 * DATABASE_TIMEOUT_MS },
      signal: this.#stopping.signal,
      fn: signal => this.#look(signal),
    });
  }

  /**
   * Arranges the next slice of a shard, in a run of its task; returns at once.
   *
   * @throws what the database says
   */
  async arrange(shard: number): Promise<void> {
    this.#wanted.add(shard);
    while (this.#wanted.has(shard)) {
      this.#arranging ??= this.#arrangeWanted().finally(() => {
        this.#arranging = undefined;
      });
      await this.#arranging;
    }
  }

  /**
   * Tells that nothing is held any more, and then gives it to the others, who see it
   * when they look next.
   */
  async stop(): Promise<void> {
    const { clock, logger } = this.#options;
    this.#stopping.abort(new Error('the backend stops'));
    this.#cancelTimer();
    this.#holdings.clear();
    this.#tell(new Map());
    try {
      await withDeadline(() => this.#leave(), {
        ...{ clock, ms: LEAVE_TIMEOUT_MS },
        late: `no answer within ${LEAVE_TIMEOUT_MS / 1000} s`,
      });
    } catch (error) {
      logger.warn(
        `Servers of this replica are checked by others only when these miss it, in some seconds: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  /** Never rejects. */
  async #look(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const begunMs = clock.monotonicMs();
    try {
      await withDeadline(async () => this.#see(await this.#view(), begunMs), {
        ...{ clock, signal, ms: DATABASE_TIMEOUT_MS },
        late: `no answer within ${DATABASE_TIMEOUT_MS / 1000} s`,
      });
    } catch (error) {
      const tookMs = clock.monotonicMs() - begunMs;
      // Who stood still does not know whether the database answered.
      const stoodStill = tookMs > DATABASE_TIMEOUT_MS + STALL_MS;
      if (!this.#stopping.signal.aborted && !stoodStill) {
        this.#failed(stringifyError(error));
        this.#settle();
      }
    }
  }

  async #leave(): Promise<void> {
    const { now } = await this.#store.leave(this.#id);
    const view = await this.#store.view(now);
    const slices = this.#arranged(view, new Set());
    if (slices.length > 0) {
      await this.#store.write(slices);
    }
  }

  #arranged(view: SlicesView, own: ReadonlySet<number>): Slice[] {
    return arrange(view, {
      ...{ own, total: this.#options.total },
      weightOf: this.#weightOf,
      noticeMs: this.#wordMs,
    });
  }

  async #view(): Promise<SlicesView> {
    const { now } = await this.#fleetClock.measure(() =>
      this.#store.join(this.#id),
    );
    return this.#store.view(now);
  }

  async #arrangeWanted(): Promise<void> {
    const { clock } = this.#options;
    await pause(GATHER_MS, this.#stopping.signal, clock);
    const own = new Set(this.#wanted);
    this.#wanted.clear();
    if (this.#stopping.signal.aborted) {
      return;
    }
    const begunMs = clock.monotonicMs();
    const view = await this.#view();
    const slices = this.#arranged(view, own);
    if (slices.length > 0) {
      const written = await this.#store.write(slices);
      const seen = new Map(view.slices);
      for (const slice of slices) {
        if (written.has(slice.shard)) {
          seen.set(slice.shard, slice);
        }
      }
      this.#see({ ...view, slices: seen }, begunMs);
    }
  }

  #see(view: SlicesView, begunMs: number): void {
    // A look and a run may overlap.
    if (this.#stopping.signal.aborted || view.now < this.#seenAtMs) {
      return;
    }
    this.#seenAtMs = view.now;
    if (this.#failure) {
      this.#options.logger.info('Servers: the database answers again');
      this.#failure = undefined;
      this.#graceUntilMs = view.now + AHEAD_MS;
    }
    this.#goodUntilMs = begunMs + this.#wordMs;
    this.#replicas = view.replicas.length;
    this.#taken = new Set(
      [...view.slices.values()]
        .filter(
          ({ replica }) =>
            replica !== this.#id && view.replicas.includes(replica),
        )
        .map(({ shard }) => shard),
    );
    for (let shard = 0; shard < this.#options.total; shard++) {
      this.#take(shard, view.slices.get(shard), view.now);
    }
    this.#settle();
  }

  #take(shard: number, slice: Slice | undefined, now: number): void {
    const holding = this.#holdings.get(shard);
    const isOver = holding !== undefined && holding.untilMs <= now;
    if (slice?.replica === this.#id) {
      this.#holdings.set(shard, {
        sinceMs: holding && !isOver ? holding.sinceMs : slice.since,
        untilMs: Math.max(slice.until, this.#graceUntilMs),
        isGiven: false,
      });
    } else if (isOver || !slice) {
      this.#holdings.delete(shard);
    } else if (holding) {
      holding.untilMs = Math.min(holding.untilMs, slice.since);
      holding.isGiven = true;
    }
  }

  /** Tells if what is held is other than it was, and comes back when that may be so again. */
  #settle(): void {
    const { clock } = this.#options;
    const nowMs = this.fleetNowMs();
    const held = new Map<number, number>();
    let nextMs = Infinity;
    for (const [shard, holding] of this.#holdings) {
      if (this.#isGoing(holding, nowMs)) {
        held.set(shard, holding.sinceMs);
      }
      for (const ms of [holding.sinceMs, holding.untilMs]) {
        nextMs = ms > nowMs ? Math.min(nextMs, ms) : nextMs;
      }
    }
    const isSame =
      held.size === this.#held.size &&
      [...held.keys()].every(shard => this.#held.has(shard));
    if (!isSame) {
      this.#tell(held);
    }
    this.#cancelTimer();
    if (nextMs !== Infinity && !this.#stopping.signal.aborted) {
      this.#cancelTimer = clock.setTimer(
        () => this.#settle(),
        // A timer may be early by the fleet's clock.
        nextMs - nowMs + 1,
      );
    }
  }

  /** Without the database nobody is known to have arranged what comes next. */
  #isGoing({ sinceMs, untilMs, isGiven }: Holding, nowMs: number): boolean {
    const isArranged = nowMs < untilMs;
    return (
      nowMs >= sinceMs &&
      (isArranged || (this.#failure !== undefined && !isGiven))
    );
  }

  #tell(held: ReadonlyMap<number, number>): void {
    const { logger, total } = this.#options;
    this.#held = held;
    logger.info(
      `Servers: this replica checks ${held.size} of ${total} shards, of ${
        this.#replicas
      } replicas`,
    );
    this.#onHeld(held);
  }

  #failed(message: string): void {
    const { clock, logger } = this.#options;
    if (!this.#failure) {
      logger.warn(
        `Servers: this replica cannot see which are its own, and goes on with those that it has: ${message}`,
      );
    }
    this.#failure = {
      sinceMonotonicMs: this.#failure?.sinceMonotonicMs ?? clock.monotonicMs(),
      message,
    };
  }
}
