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
import {
  isSameBeat,
  type LeaseRecord,
  type LeaseRef,
  type UnknownReason,
  type WatchStatistics,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../clock';
import { Backoff } from './Backoff';
import { Gathered } from './Gathered';
import { KubernetesError } from './KubernetesError';
import { KubernetesHttp } from './KubernetesHttp';
import { listLeases, probeLeases, type LeaseQuery } from './leaseList';
import { parseLeaseObject } from './leaseRecord';
import {
  leaseQueryOf,
  leaseRecordOf,
  nameOf,
  type LeaseScope,
} from './leaseScope';
import { LeftWatches } from './LeftWatches';
import { pause } from '../pause';
import { sightLossMessage } from './sightLossMessage';
import { watch, type WatchEvent } from './watch';

/**
 * Whom an observer tells what it sees.
 *
 * @internal
 */
export interface LeaseListener {
  /** All there is; the scope is in sight from now on. */
  onList(records: LeaseRecord[]): void;
  /** Created or changed a moment ago. */
  onChange(record: LeaseRecord): void;
  onDelete(ref: LeaseRef): void;
  /**
   * Nothing can be seen any more.
   *
   * @param sinceMs - the last moment at which it could, on the monotonic clock
   */
  onSightLost(
    why: { reason: UnknownReason; message: string },
    sinceMs: number,
  ): void;
}

/** An API server that takes longer than this to give one Lease does not keep up with renewals either. */
const CHECK_TIMEOUT_MS = 1_500;

/** Renewals that are overdue at once are asked for together; the verdict on them is further away than this. */
const GATHER_MS = 50;

/** So many are asked for one by one; of more everything is listed, as that costs less. */
const MAX_SINGLE_CHECKS = 20;

/** Streams that break one after the other without an event are no sight. */
const MAX_BROKEN_STREAMS = 3;

/** A stream or list that is over sooner than this is not one that served its time. */
const SHORT_MS = 1_000;

const GONE = 410;

/**
 * Keeps sight of one scope: list, then watch, then watch again from where the
 * stream ended, then list again where that fails.
 *
 * @internal
 */
export class LeaseObserver {
  readonly #scope: LeaseScope;
  readonly #http: KubernetesHttp;
  readonly #listener: LeaseListener;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #query: LeaseQuery;
  /** For messages. */
  readonly #name: string;
  readonly #backoff = new Backoff();
  #isInSight = false;
  /** Up to where all changes have been told. */
  #resourceVersion = '';
  #brokenStreams = 0;
  readonly #statistics: WatchStatistics = { lists: 0, events: 0, errors: 0 };
  readonly #leftWatches = new LeftWatches();
  #lastListMs = -Infinity;
  #lastSeenMs: number;
  /** Leases whose renewal is overdue. */
  readonly #overdue = new Gathered<LeaseRecord>({
    gatherMs: GATHER_MS,
    doAll: (overdue, signal) => this.#checkAll(overdue, signal),
  });
  /** Said once, not with each attempt. */
  #lastMessage: string | undefined;
  /** Ends the current stream, with the reason why. */
  #stream: AbortController | undefined;
  /** Ends the current pause between two streams. */
  #rest: AbortController | undefined;
  /** Something may have been missed: no stream is opened before all has been listed. */
  #isDoubted = false;
  /** Given when all has been listed, or sight is lost; then there is a new one. */
  #settled = new AbortController();

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
    this.#http = new KubernetesHttp(scope.cluster);
    this.#query = leaseQueryOf(scope);
    this.#name = nameOf(scope);
    this.#lastSeenMs = options.clock.monotonicMs();
  }

  /** What has been seen and done up to now. */
  get statistics(): WatchStatistics {
    return { ...this.#statistics };
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
      await this.#pause(pauseMs, signal);
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
    await this.#overdue.add(placeOf(record), record, signal);
  }

  async #checkAll(overdue: LeaseRecord[], signal: AbortSignal): Promise<void> {
    if (!this.#isInSight || signal.aborted) {
      return;
    }
    if (!this.#stream) {
      await this.#lookAgain(signal, missedChange());
      return;
    }
    const { events } = this.#statistics;
    try {
      const current = await this.#ask(overdue, signal);
      const isMissed = overdue.some(record => {
        const now = current.get(placeOf(record));
        return !now || !isSameBeat(now, record);
      });
      // Where an event has come meanwhile the stream works, and this may be its news.
      if (isMissed && this.#statistics.events === events) {
        throw missedChange();
      }
    } catch (error) {
      await this.#lookAgain(signal, error);
    }
  }

  /** Those of these Leases that are there, by place, as they are now; or all. */
  async #ask(
    overdue: LeaseRecord[],
    signal: AbortSignal,
  ): Promise<Map<string, LeaseRecord>> {
    const leases =
      overdue.length > MAX_SINGLE_CHECKS
        ? await this.#askAll(signal)
        : await Promise.all(
            overdue.map(({ ref }) =>
              this.#verify(signal, {
                ...this.#query,
                fieldSelector: `metadata.name=${ref.name},metadata.namespace=${ref.namespace}`,
              }),
            ),
          );
    const records = leases.flatMap(lease =>
      lease === undefined ? [] : leaseRecordOf(this.#scope, lease) ?? [],
    );
    return new Map(records.map(record => [placeOf(record), record]));
  }

  /** A list may take its time, but not to find out whether there is an answer at all. */
  async #askAll(signal: AbortSignal): Promise<unknown[]> {
    await this.#verify(signal);
    return (await listLeases(this.#http, this.#query, signal)).items;
  }

  /** Lists everything as soon as possible; without an answer in time nothing is seen. */
  async #lookAgain(signal: AbortSignal, why: unknown): Promise<void> {
    const settled = this.#settled.signal;
    this.#isDoubted = true;
    this.#stream?.abort(why);
    this.#rest?.abort();
    await pause(CHECK_TIMEOUT_MS, AbortSignal.any([signal, settled]));
    if (!settled.aborted && !signal.aborted) {
      this.#loseSight(
        new KubernetesError({
          message: `no answer within ${CHECK_TIMEOUT_MS / 1000} s`,
        }),
      );
    }
  }

  async #listAndWatch(signal: AbortSignal): Promise<void> {
    this.#isDoubted = true;
    while (!signal.aborted) {
      if (this.#isDoubted) {
        await this.#list(signal);
      }
      const openedMs = this.#clock.monotonicMs();
      const hasServedItsTime = await this.#watch(signal);
      if (!hasServedItsTime) {
        await this.#verify(signal);
      }
      if (this.#clock.monotonicMs() - openedMs < SHORT_MS) {
        await this.#pause(this.#backoff.next(), signal);
      }
    }
  }

  /** Sleeps between two streams; a doubt ends it. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const rest = new AbortController();
    this.#rest = rest;
    await pause(ms, AbortSignal.any([signal, rest.signal]));
    this.#rest = undefined;
  }

  async #list(signal: AbortSignal): Promise<void> {
    const list = await listLeases(this.#http, this.#query, signal);
    const records = list.items.flatMap(
      item => leaseRecordOf(this.#scope, item) ?? [],
    );
    this.#resourceVersion = list.resourceVersion;
    this.#statistics.lists++;
    this.#lastListMs = this.#clock.monotonicMs();
    this.#seen();
    if (!this.#isInSight) {
      this.#logger.info(`Watching ${records.length} Leases in ${this.#name}`);
    }
    this.#isInSight = true;
    this.#isDoubted = false;
    this.#lastMessage = undefined;
    this.#listener.onList(records);
    this.#settle();
  }

  /**
   * Follows one stream to its end.
   *
   * @returns whether it ended when it was meant to; a server that is killed
   * ends its streams early, but just as cleanly
   */
  async #watch(signal: AbortSignal): Promise<boolean> {
    let isOpen = false;
    const stream = new AbortController();
    this.#stream = stream;
    const openedMs = this.#clock.monotonicMs();
    const seconds = this.#leftWatches.nextSeconds(openedMs);
    const endsMs = openedMs + seconds * 1000;
    try {
      await watch({
        http: this.#http,
        query: this.#query,
        resourceVersion: this.#resourceVersion,
        seconds,
        signal: AbortSignal.any([signal, stream.signal]),
        onOpen: () => {
          isOpen = true;
          this.#statistics.openedMonotonicMs = this.#seen();
        },
        onEvent: event => {
          this.#count(event, this.#seen());
          this.#backoff.reset();
          this.#brokenStreams = 0;
          this.#resourceVersion =
            event.resourceVersion || this.#resourceVersion;
          this.#tell(event);
        },
        onLeave: () => this.#leftWatches.add(endsMs),
      });
      return this.#clock.monotonicMs() > endsMs - SHORT_MS;
    } catch (error) {
      if (stream.signal.aborted) {
        throw stream.signal.reason;
      }
      const canResume =
        isOpen &&
        error instanceof KubernetesError &&
        !error.isAnswer &&
        error.reason !== 'watch-stalled' &&
        ++this.#brokenStreams < MAX_BROKEN_STREAMS;
      if (signal.aborted || !canResume) {
        throw error;
      }
      this.#statistics.errors++;
      this.#logger.debug(`Resuming the watch of ${this.#name}`, error);
      return false;
    } finally {
      this.#stream = undefined;
      this.#statistics.openedMonotonicMs = undefined;
    }
  }

  /**
   * Makes sure that the API server answers, and is the one whose changes we
   * have followed: one that came back on empty or restored data would leave a
   * watch from our resourceVersion open and silent [K8].
   *
   * @returns the Lease that was asked for, as it is there
   */
  async #verify(
    signal: AbortSignal,
    query: LeaseQuery = this.#query,
  ): Promise<unknown> {
    const { resourceVersion, lease } = await probeLeases(this.#http, query, {
      signal,
      timeoutMs: CHECK_TIMEOUT_MS,
    });
    if (Number(resourceVersion) < Number(this.#resourceVersion)) {
      throw new KubernetesError({
        status: GONE,
        message: `its resourceVersion went back from ${
          this.#resourceVersion
        } to ${resourceVersion}`,
      });
    }
    this.#seen();
    return lease;
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
    const record = leaseRecordOf(this.#scope, event.object);
    if (record) {
      this.#listener.onChange(record);
    }
  }

  #settle(): void {
    this.#settled.abort();
    this.#settled = new AbortController();
  }

  /** @returns now */
  #seen(): number {
    this.#lastSeenMs = this.#clock.monotonicMs();
    return this.#lastSeenMs;
  }

  #count(event: WatchEvent, nowMs: number): void {
    if (event.type === 'BOOKMARK') {
      this.#statistics.lastBookmarkMonotonicMs = nowMs;
    } else {
      this.#statistics.events++;
      this.#statistics.lastEventMonotonicMs = nowMs;
    }
  }

  /** @returns how long to wait before the next attempt, in milliseconds */
  #loseSight(cause: unknown): number {
    this.#statistics.errors++;
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
      return nowMs - this.#lastListMs < SHORT_MS ? this.#backoff.next() : 0;
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
      this.#lastSeenMs,
    );
    this.#settle();
    return this.#backoff.next(Math.max(error.retryAfterMs ?? 0, waitMs));
  }
}

function missedChange(): KubernetesError {
  return new KubernetesError({
    status: GONE,
    reason: 'watch-stalled',
    message: 'the watch has missed a change',
  });
}

function placeOf({ ref }: LeaseRecord): string {
  return `${ref.namespace}/${ref.name}`;
}
