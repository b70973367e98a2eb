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
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { abortable } from '../../time/abortable';
import type { Clock } from '../../time/clock';
import { FleetClock } from './FleetClock';
import { ShardStore } from './ShardStore';
import { shareOf } from './shareOf';

/** Three renewals may fail before others may take over; a loss is mended within half a minute. */
const DEFAULT_CLAIM_MS = 20_000;

const DEFAULT_RENEW_MS = 5_000;

/** While something is missing: another replica may give it back any moment. */
const WANTING_MS = 1_000;

/** So that replicas that began together do not ask together. */
const JITTER = 0.1;

/** An answer that takes longer does not come, or comes after the claim's end. */
const DATABASE_TIMEOUT_MS = 10_000;

/** How long whoever checks may take to stop, or a shutdown for each of its steps. */
const HAND_OVER_TIMEOUT_MS = 5_000;

/**
 * Takes part in what is to be checked.
 *
 * @internal
 */
export type OnHeld = (held: ReadonlySet<number>) => void | Promise<void>;

/**
 * How the servers are shared out.
 *
 * @internal
 */
export interface ShardsState {
  total: number;
  held: ReadonlySet<number>;
  /** How many replicas share them, as far as this one knows. */
  replicas: number;
  /** Absent while the database answers. */
  failure?: { sinceMonotonicMs: number; message: string };
}

interface ShardsOptions {
  database: DatabaseService;
  clock: Clock;
  /** How many there are; the same in all replicas. */
  total: number;
  logger: LoggerService;
  /** How long a claim lasts, and how often it is renewed. */
  claimMs?: number;
  renewMs?: number;
}

/**
 * Claims this replica's share of the shards, and keeps it.
 *
 * @internal
 */
export class Shards {
  readonly #id = randomUUID();
  readonly #options: ShardsOptions;
  readonly #store: ShardStore;
  readonly #fleetClock: FleetClock;
  readonly #stopping = new AbortController();
  #onHeld: OnHeld = () => {};
  /** What was told last. */
  #held: ReadonlySet<number> = new Set();
  #replicas = 1;
  #failure: ShardsState['failure'];
  #told: Promise<void> = Promise.resolve();
  #running: Promise<void> = Promise.resolve();
  #cancelTimer = () => {};

  /** Claims nothing before {@link start}. */
  static async create(options: ShardsOptions): Promise<Shards> {
    const { database, total, clock, claimMs = DEFAULT_CLAIM_MS } = options;
    const store = await ShardStore.create({ database, total, claimMs });
    const fleetClock = FleetClock.create({ clock });
    await fleetClock.measure(() => store.now());
    return new Shards(options, store, fleetClock);
  }

  private constructor(
    options: ShardsOptions,
    store: ShardStore,
    fleetClock: FleetClock,
  ) {
    this.#options = options;
    this.#store = store;
    this.#fleetClock = fleetClock;
  }

  get state(): ShardsState {
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
   * Begins to claim.
   *
   * @param onHeld - told which shards are this replica's, each time they are
   * others. Those that are missing must not be checked any more when it returns,
   * or what it returns settles: then they are given to others.
   */
  start(onHeld: OnHeld): void {
    this.#onHeld = onHeld;
    this.#wake(0);
  }

  /** Tells that there are none any more, and then gives all back. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the backend stops'));
    this.#cancelTimer();
    try {
      await this.#running;
      await this.#tell(new Set());
      await abortable(
        this.#store.leave(this.#id),
        AbortSignal.timeout(HAND_OVER_TIMEOUT_MS),
      );
    } catch (error) {
      this.#options.logger.warn(
        `Shards: what this replica held is free for others only when its claims have expired: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  #wake(delayMs: number): void {
    if (!this.#stopping.signal.aborted) {
      this.#cancelTimer = this.#options.clock.setTimer(() => {
        this.#running = this.#run();
      }, delayMs);
    }
  }

  async #run(): Promise<void> {
    const { renewMs = DEFAULT_RENEW_MS } = this.#options;
    let delayMs = renewMs;
    try {
      const isWanting = await this.#claim(
        AbortSignal.any([
          this.#stopping.signal,
          AbortSignal.timeout(DATABASE_TIMEOUT_MS),
        ]),
      );
      delayMs = isWanting ? Math.min(WANTING_MS, renewMs) : renewMs;
      this.#succeeded();
    } catch (error) {
      if (!this.#stopping.signal.aborted) {
        this.#failed(stringifyError(error));
      }
    }
    this.#wake(delayMs * (1 + JITTER * (2 * Math.random() - 1)));
  }

  /** @returns whether this replica has less than its share */
  async #claim(signal: AbortSignal): Promise<boolean> {
    const store = this.#store;
    const { total } = this.#options;
    await this.#fleetClock.measure(() =>
      abortable(store.join(this.#id), signal),
    );
    const held = await abortable(store.renew(this.#id), signal);
    const replicas = await abortable(store.replicas(), signal);
    this.#replicas = replicas.length;
    const share = shareOf(this.#id, replicas, total);
    if (held.size > share) {
      await this.#giveBack(
        [...held].sort((a, b) => a - b),
        share,
        signal,
      );
    } else if (held.size < share) {
      const rank = replicas.indexOf(this.#id) / replicas.length;
      await this.#take(held, share, rank, signal);
    } else {
      await this.#tellChange(held);
    }
    return this.#held.size < share;
  }

  async #giveBack(
    held: number[],
    share: number,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#tellChange(new Set(held.slice(0, share)));
    for (const shard of held.slice(share)) {
      await abortable(this.#store.giveBack(this.#id, shard), signal);
    }
  }

  async #take(
    held: Set<number>,
    share: number,
    rank: number,
    signal: AbortSignal,
  ): Promise<void> {
    const free = await abortable(this.#store.free(), signal);
    // Each replica begins elsewhere, so that they seldom reach for the same one.
    const first = Math.floor(free.length * rank);
    for (const shard of [...free.slice(first), ...free.slice(0, first)]) {
      if (held.size >= share) {
        break;
      }
      if (await abortable(this.#store.take(this.#id, shard), signal)) {
        held.add(shard);
      }
    }
    await this.#tellChange(held);
  }

  async #tellChange(held: ReadonlySet<number>): Promise<void> {
    const known = this.#held;
    const hasLess = [...known].some(shard => !held.has(shard));
    if (hasLess) {
      await this.#tell(held);
    } else if (held.size > known.size) {
      // Taking up work may take its time; the claims are to be renewed meanwhile.
      this.#tell(held);
    }
  }

  /** Settles when whoever checks has heeded it, or has had time enough. */
  async #tell(held: ReadonlySet<number>): Promise<void> {
    const { logger, total } = this.#options;
    this.#held = held;
    logger.info(
      `Shards: this replica checks ${held.size} of ${total}, of ${
        this.#replicas
      } replicas`,
    );
    const told = this.#told.then(() => this.#onHeld(held));
    this.#told = told.catch(error =>
      logger.error(
        `Shards: taking over or handing over failed: ${stringifyError(error)}`,
      ),
    );
    await abortable(
      this.#told,
      AbortSignal.timeout(HAND_OVER_TIMEOUT_MS),
    ).catch(() =>
      logger.warn(
        `Shards: a hand-over took longer than ${
          HAND_OVER_TIMEOUT_MS / 1000
        } s and is not waited for`,
      ),
    );
  }

  #succeeded(): void {
    if (this.#failure) {
      this.#options.logger.info('Shards: the database answers again');
    }
    this.#failure = undefined;
  }

  #failed(message: string): void {
    const { clock, logger } = this.#options;
    if (!this.#failure) {
      logger.warn(
        `Shards: this replica cannot renew its claims, and goes on with what it has: ${message}`,
      );
    }
    this.#failure = {
      sinceMonotonicMs: this.#failure?.sinceMonotonicMs ?? clock.monotonicMs(),
      message,
    };
  }
}
