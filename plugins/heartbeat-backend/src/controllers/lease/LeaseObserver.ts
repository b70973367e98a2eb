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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  LeaseRecord,
  WatchStatistics,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../../time/clock';
import { Backoff } from '../../time/Backoff';
import { Doubt } from './Doubt';
import { KubernetesError } from '../../clusters/kubernetes';
import type { LeaseListener } from './LeaseListener';
import { GONE, LeaseReader } from './LeaseReader';
import { parseLeaseObject } from './leaseRecord';
import { nameOf, type LeaseScope } from './leaseScope';
import { LeftWatches } from './LeftWatches';
import { OverdueQuestion } from './OverdueQuestion';
import { sightLossMessage } from './sightLossMessage';
import type { WatchEvent } from './watch';
import { WatchLog } from './WatchLog';

/** Streams that break one after the other without an event are no sight. */
const MAX_BROKEN_STREAMS = 3;

/** A list that takes longer than this is not waited for: until it is there nothing is seen. */
const LIST_PATIENCE_MS = 1_500;

/** A stream or list that is over sooner than this is not one that served its time. */
const SHORT_MS = 1_000;

/**
 * Keeps sight of one scope: list, then watch, then watch again from where the
 * stream ended, then list again where that fails.
 *
 * @internal
 */
export class LeaseObserver {
  readonly #scope: LeaseScope;
  readonly #listener: LeaseListener;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #reader: LeaseReader;
  readonly #overdue: OverdueQuestion;
  /** For messages. */
  readonly #name: string;
  readonly #backoff = new Backoff();
  #isInSight = false;
  #brokenStreams = 0;
  readonly #log: WatchLog;
  readonly #leftWatches = new LeftWatches();
  /** Said once, not with each attempt. */
  #lastMessage: string | undefined;
  readonly #doubt = new Doubt();

  static create(options: {
    scope: LeaseScope;
    listener: LeaseListener;
    clock: Clock;
    logger: LoggerService;
  }): LeaseObserver {
    return new LeaseObserver(options);
  }

  private constructor(options: {
    scope: LeaseScope;
    listener: LeaseListener;
    clock: Clock;
    logger: LoggerService;
  }) {
    const { scope, logger } = options;
    this.#scope = scope;
    this.#listener = options.listener;
    this.#clock = options.clock;
    this.#logger = logger.child({
      cluster: scope.cluster.name,
      namespace: scope.selection.namespace ?? '*',
      selector: scope.selection.description,
    });
    this.#name = nameOf(scope);
    this.#log = WatchLog.create({ clock: options.clock });
    this.#reader = LeaseReader.create({
      scope,
      onAnswer: () => this.#log.answered(),
    });
    this.#overdue = OverdueQuestion.create({
      reader: this.#reader,
      clock: options.clock,
      onUnchanged: (ref, asOfMs) => options.listener.onUnchanged(ref, asOfMs),
      watch: {
        isInSight: () => this.#isInSight,
        isStreaming: () => this.#doubt.isStreaming,
        events: () => this.#log.statistics.events,
        lookAgain: (why, until) => this.#lookAgain(why, until),
      },
    });
  }

  /** What has been seen and done up to now. */
  get statistics(): WatchStatistics {
    return { ...this.#log.statistics };
  }

  /** Observes until the signal is given. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let pauseMs = 0;
      try {
        await this.#listAndWatch(signal);
      } catch (error) {
        if (!signal.aborted) {
          pauseMs = this.#loseSight(error);
        }
      }
      await this.#doubt.pause(pauseMs, signal);
    }
  }

  /**
   * Asks the API server itself, past the watch, for a Lease that seems not to be
   * renewed any more: where it does not answer at once the scope is out of sight,
   * and where it knows of a renewal that the watch did not tell, everything is
   * listed again. This tells a controller that fell silent from a watch that did.
   *
   * @returns once it is known, within a few seconds, and never rejects: what the
   * listener has been told by then is how it is
   */
  async check(record: LeaseRecord, signal: AbortSignal): Promise<void> {
    await this.#overdue.ask(record, signal);
  }

  /** Lists everything as soon as possible; without an answer in time nothing is seen. */
  async #lookAgain(why: unknown, signal: AbortSignal): Promise<void> {
    if (!(await this.#doubt.raise(why, LIST_PATIENCE_MS, signal))) {
      this.#loseSight(
        new KubernetesError({
          message: `no answer within ${LIST_PATIENCE_MS / 1000} s`,
        }),
      );
    }
  }

  async #listAndWatch(signal: AbortSignal): Promise<void> {
    this.#doubt.listFirst();
    while (!signal.aborted) {
      if (this.#doubt.isRaised) {
        await this.#list(signal);
      }
      const openedMs = this.#clock.monotonicMs();
      const hasServedItsTime = await this.#watch(signal);
      if (!hasServedItsTime) {
        await this.#reader.verify(signal);
      }
      if (this.#clock.monotonicMs() - openedMs < SHORT_MS) {
        await this.#doubt.pause(this.#backoff.next(), signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const askedMs = this.#clock.monotonicMs();
    const { records, resourceVersion } = await this.#reader.list(signal);
    this.#reader.resourceVersion = resourceVersion;
    this.#log.listed();
    if (!this.#isInSight) {
      this.#logger.info(`Watching ${records.length} Leases in ${this.#name}`);
    }
    this.#isInSight = true;
    this.#doubt.resolve();
    this.#lastMessage = undefined;
    this.#listener.onList(records, askedMs);
    this.#doubt.settle();
  }

  /**
   * Follows one stream to its end.
   *
   * @returns whether it ended when it was meant to; a server that is killed
   * ends its streams early, but just as cleanly
   */
  async #watch(signal: AbortSignal): Promise<boolean> {
    let isOpen = false;
    const openedMs = this.#clock.monotonicMs();
    const seconds = this.#leftWatches.nextSeconds(openedMs);
    const endsMs = openedMs + seconds * 1000;
    try {
      await this.#doubt.whileSure(signal, until =>
        this.#reader.watch({
          seconds,
          signal: until,
          onOpen: () => {
            isOpen = true;
            this.#log.opened();
          },
          onEvent: event => this.#onEvent(event),
          onLeave: () => this.#leftWatches.add(endsMs),
        }),
      );
      return this.#clock.monotonicMs() > endsMs - SHORT_MS;
    } catch (error) {
      const canResume =
        isOpen &&
        !this.#doubt.isRaised &&
        error instanceof KubernetesError &&
        !error.isAnswer &&
        error.reason !== 'watch-stalled' &&
        ++this.#brokenStreams < MAX_BROKEN_STREAMS;
      if (signal.aborted || !canResume) {
        throw error;
      }
      this.#log.failed();
      this.#logger.debug(`Resuming the watch of ${this.#name}`, error);
      return false;
    } finally {
      this.#log.closed();
    }
  }

  #onEvent(event: WatchEvent): void {
    this.#log.received(event);
    this.#backoff.reset();
    this.#brokenStreams = 0;
    this.#reader.resourceVersion =
      event.resourceVersion || this.#reader.resourceVersion;
    this.#tell(event);
  }

  #tell(event: WatchEvent): void {
    if (event.type === 'BOOKMARK') {
      return;
    }
    if (event.type === 'DELETED') {
      // By its place alone: it may be one that has just lost its label.
      const { name, namespace } = parseLeaseObject(event.object).metadata;
      const cluster = this.#scope.cluster.name;
      this.#listener.onDelete({ cluster, namespace, name });
      return;
    }
    const record = this.#reader.recordOf(event.object);
    if (record) {
      this.#listener.onChange(record);
    }
  }

  /** @returns how long to wait before the next attempt, in milliseconds */
  #loseSight(cause: unknown): number {
    this.#log.failed();
    const error =
      cause instanceof KubernetesError
        ? cause
        : new KubernetesError({
            message: 'it sent a Lease that is none',
            cause,
          });
    const nowMs = this.#clock.monotonicMs();
    const waitMs = this.#leftWatches.waitMs(nowMs);
    if (error.status === GONE && waitMs === 0) {
      // The resourceVersion was compacted away. The list that follows at once
      // tells all that was missed, so sight is not lost by it.
      this.#logger.debug(`Listing ${this.#name} again`, error);
      return nowMs - this.#log.lastListMs < SHORT_MS ? this.#backoff.next() : 0;
    }
    const message = sightLossMessage(this.#name, error);
    if (this.#lastMessage !== message) {
      this.#logger.warn(message);
      this.#logger.debug(message, error);
    }
    this.#lastMessage = message;
    this.#isInSight = false;
    this.#listener.onSightLost(
      { reason: error.reason, message },
      this.#log.lastSeenMs,
    );
    this.#doubt.settle();
    return this.#backoff.next(Math.max(error.retryAfterMs ?? 0, waitMs));
  }
}
