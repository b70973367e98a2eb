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

import type { ServerCause } from 'backstage-plugin-heartbeat-common';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import { momentOf, type Moment } from '../../time/moment';
import type { MaintenanceWindow } from '../../config/monitorOptions';
import type { ObservedServer } from '../ObservedServer';
import type { ServerDescription } from '../ServerDescription';
import type { ServerRegistry } from '../serverRegistry';
import {
  backoffOf,
  fromMemory,
  judge,
  NEVER_JUDGED,
  stop,
  suspend,
  toMemory,
  type Judgement,
} from '../judgement';
import { before } from '../judgement/memory';
import { toObserved, toTransition } from './toObserved';
import type { PreparedServer } from './prepareServer';
import type { References } from './References';
import type { CheckListener } from './ServerHealthState';
import type { ServerMemory } from './ServerMemory';

/**
 * What all judged servers share.
 *
 * @internal
 */
export interface JudgingEnvironment {
  clock: Clock;
  registry: ServerRegistry;
  references: References;
  listeners: Iterable<CheckListener>;
  /** Whether it is this replica's to ask and to judge at this very moment. */
  isOurs(description: ServerDescription): boolean;
  /** What a successor needs has changed although the status has not. */
  onMemory(id: string): void;
}

/**
 * One server that this replica checks: takes what checks found, judges it unless
 * something holds judgement back, and tells the registry.
 *
 * @internal
 */
export class JudgedServer {
  readonly #environment: JudgingEnvironment;
  #judgement: Judgement;
  #lastCheck?: NonNullable<ObservedServer['lastCheck']>;
  #found?: ServerObservation;
  /**
   * What the next check finds is to be stored at once: somebody waits for it, perhaps
   * before another replica; or it is our first one of a server that was another's, from
   * which on we vouch for it.
   */
  isAwaited: boolean;
  /** Nothing was ever said of it. */
  #isNew: boolean;
  #isGone = false;
  /** What began before is not believed: it may be of the maintenance. */
  #heldUntilMs = -Infinity;

  constructor(
    readonly prepared: PreparedServer,
    environment: JudgingEnvironment,
    remembered: ServerMemory | undefined,
  ) {
    this.#environment = environment;
    const now = this.#now();
    this.#isNew = remembered === undefined;
    this.isAwaited = remembered !== undefined;
    this.#judgement = remembered
      ? fromMemory(remembered, now)
      : { ...NEVER_JUDGED, since: now };
    if (remembered?.lastCheckAgeMs !== undefined) {
      this.#lastCheck = before(now, remembered.lastCheckAgeMs);
    }
    environment.registry.set(this.#toObserved());
  }

  /** Whether we need a network to ask it: its probe names the host that it asks. */
  get isOnNetwork(): boolean {
    const { asking } = this.prepared;
    return asking.type === 'alone' && asking.probe.host !== undefined;
  }

  /** Not where another replica may have taken it, as this process stood still. */
  get isOurs(): boolean {
    return this.#environment.isOurs(this.prepared.description);
  }

  get hasLostNetwork(): boolean {
    return this.#judgement.reason === 'network-down';
  }

  get isFailing(): boolean {
    if (!this.#found) {
      return this.#judgement.status === 'Down';
    }
    const { outcome } = this.#found;
    return outcome === 'down' || outcome === 'unknown';
  }

  get needsConfirmation(): boolean {
    const { lifeRow, healthRow, blindRow, isAfresh } = this.#judgement;
    return !isAfresh && (lifeRow ?? healthRow ?? blindRow) !== undefined;
  }

  get everyNth(): number {
    const { description } = this.prepared;
    return backoffOf(this.#judgement.downChecks, description.intervalMs);
  }

  /** A check came to an end. */
  observe(observation: ServerObservation, startedMs: number): void {
    if (this.#isGone || !this.isOurs) {
      return;
    }
    const { references, listeners } = this.#environment;
    const { outcome, reason, timings } = observation;
    const at = this.#now();
    const wasFailing = this.isFailing;
    this.#found = withLastKnown(observation, this.#found);
    this.#lastCheck = { ...at, timings };
    if (this.isOnNetwork) {
      references.noteCheck(this.isFailing && !wasFailing);
    }
    const server = this.#judge(observation, startedMs, at);
    if (this.isAwaited) {
      this.isAwaited = false;
      this.#environment.onMemory(server.id);
    }
    for (const listener of listeners) {
      listener({
        server,
        outcome,
        reason,
        timings,
        durationMs: at.monotonicMs - startedMs,
      });
    }
  }

  /** It is not to be asked: out of service on purpose, or nobody knows how. */
  setAside(words: Pick<Judgement, 'status' | 'reason' | 'message'>): void {
    const { status, reason, message } = this.#judgement;
    if (
      words.status !== status ||
      words.reason !== reason ||
      words.message !== message
    ) {
      const now = this.#now();
      this.#turn(
        words.status === 'Stopped'
          ? stop(this.#judgement, words, now)
          : suspend(this.#judgement, words, now),
        now,
        words.status === 'Stopped' ? 'intent' : 'sight-lost',
      );
    }
  }

  /** @returns whether it is judged again from now on */
  setMaintenance(window: MaintenanceWindow | undefined): boolean {
    const { status } = this.#judgement;
    if ((status === 'Maintenance') === (window !== undefined)) {
      return false;
    }
    const now = this.#now();
    this.#turn(
      suspend(
        this.#judgement,
        window
          ? { status: 'Maintenance', message: window.reason }
          : {
              status: 'Unknown',
              reason: 'not-checked',
              message: 'It was not asked yet since its maintenance ended.',
            },
        now,
      ),
      now,
      'maintenance',
    );
    this.#heldUntilMs = now.monotonicMs;
    return window === undefined;
  }

  /** We have no network, so that nothing can be said of it until we have. */
  loseNetwork(message: string): void {
    const { status, reason } = this.#judgement;
    if (status !== 'Maintenance' && reason !== 'network-down') {
      const now = this.#now();
      this.#turn(
        suspend(
          this.#judgement,
          { status: 'Unknown', reason: 'network-down', message },
          now,
        ),
        now,
        'sight-lost',
      );
    }
  }

  /** It is not checked here any more: nothing more is said of it. */
  leave(): ObservedServer {
    this.#isGone = true;
    return this.#toObserved();
  }

  memory(): ServerMemory {
    return toMemory(
      this.#judgement,
      this.#lastCheck,
      this.#environment.clock.monotonicMs(),
    );
  }

  #judge(
    observation: ServerObservation,
    startedMs: number,
    at: Moment,
  ): ObservedServer {
    const { references, registry } = this.#environment;
    const judgement = this.#judgement;
    const isHeld =
      judgement.status === 'Maintenance' ||
      startedMs < this.#heldUntilMs ||
      (this.isOnNetwork &&
        (references.networkDown !== undefined ||
          startedMs < references.backSinceMs));
    const next = isHeld
      ? judgement
      : judge(judgement, observation, this.prepared.rules, at);
    const turnsDown = next.status === 'Down' && judgement.status !== 'Down';
    const isVouched =
      !turnsDown || !this.isOnNetwork || references.isThereSince(startedMs);
    if (isVouched === true) {
      return this.#turn(next, at);
    }
    if (isVouched !== false) {
      isVouched.then(isThere => {
        // What was judged since then has the later word.
        if (isThere && !this.#isGone && this.#judgement === judgement) {
          this.#turn(next, at);
        }
      });
    }
    const server = this.#toObserved();
    registry.set(server);
    return server;
  }

  #turn(next: Judgement, at: Moment, cause?: ServerCause): ObservedServer {
    const { registry } = this.#environment;
    const last = this.#judgement;
    const isNew = this.#isNew && next !== last;
    const isTurned = isNew || next.status !== last.status;
    this.#judgement = next;
    const server = this.#toObserved();
    const isNews =
      isTurned || (next.status === 'Unknown' && next.reason !== last.reason);
    if (!isNews) {
      registry.set(server);
      if (tellsMore(next, last)) {
        this.#environment.onMemory(server.id);
      }
      return server;
    }
    this.#isNew = false;
    registry.set(
      server,
      toTransition(server, { next, last, isNew, isTurned, at, cause }),
    );
    return server;
  }

  #toObserved(): ObservedServer {
    return toObserved(this.prepared, {
      judgement: this.#judgement,
      everyNth: this.everyNth,
      lastCheck: this.#lastCheck,
      found: this.#found,
    });
  }

  #now(): Moment {
    return momentOf(this.#environment.clock);
  }
}

/** Whether a successor that knew only the last one would judge the next results otherwise, or later. */
function tellsMore(next: Judgement, last: Judgement): boolean {
  return (
    next.lifeRow?.count !== last.lifeRow?.count ||
    next.healthRow?.count !== last.healthRow?.count ||
    next.blindRow?.count !== last.blindRow?.count ||
    next.isFlapping !== last.isFlapping
  );
}

/** Where it could not be asked, its region and its phase are still those that were known. */
function withLastKnown(
  observation: ServerObservation,
  last: ServerObservation | undefined,
): ServerObservation {
  return observation.outcome === 'unknown'
    ? {
        ...observation,
        facts: observation.facts ?? last?.facts,
        lifecycle: observation.lifecycle ?? last?.lifecycle,
      }
    : observation;
}
