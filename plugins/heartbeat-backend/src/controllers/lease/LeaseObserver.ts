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
import { toError } from '@backstage/errors';
import { KubernetesError } from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import { Backoff } from '../../time/Backoff';
import { pause } from '../../time/pause';
import type { LeaseRecord } from '../LeaseRecord';
import { BrokenStreams } from './BrokenStreams';
import { ConfirmationReads } from './ConfirmationReads';
import type { LeaseListener } from './LeaseListener';
import { GONE, LeaseReader } from './LeaseReader';
import { parseLeaseObject } from './leaseObject';
import { nameOf, type LeaseScope } from './leaseScope';
import { OrphanedWatches } from './OrphanedWatches';
import { Resync } from './Resync';
import { streamEndOf, WORKING_MS, type StreamEnd } from './streamEnd';
import type { WatchEvent } from './watch';
import { unknownReasonOf, watchFailureMessage } from './watchFailureMessage';
import { WatchLength } from './WatchLength';
import { WatchLog } from './WatchLog';
import { Whereabouts } from './Whereabouts';
import type { WatchStatistics } from './WatchLog';

/** Where a resync takes longer than this, the scope is not watched until it is done. */
const RESYNC_TIMEOUT_MS = 1_500;

/** Nothing is listed again sooner than this without a pause. */
const SHORT_MS = 1_000;

/** A controller whose Lease was deleted makes it anew within its duration, and not always with the label. */
const LOOK_AGAIN_MS = { min: 10_000, max: 60_000 };

/** @internal */
export interface LeaseObserverOptions {
  scope: LeaseScope;
  listener: LeaseListener;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Keeps one scope in sync: list, then watch, then watch again from where the stream
 * ended, then list again where that fails.
 *
 * @internal
 */
export class LeaseObserver {
  readonly #scope: LeaseScope;
  readonly #listener: LeaseListener;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #reader: LeaseReader;
  readonly #confirmationReads: ConfirmationReads;
  readonly #whereabouts: Whereabouts;
  /** For messages. */
  readonly #name: string;
  readonly #backoff = new Backoff();
  #isInSync = false;
  readonly #broken = new BrokenStreams();
  readonly #length = new WatchLength();
  /** That streams are cut is logged once, and not each time that it is learned. */
  #hasToldOfCuts = false;
  readonly #log: WatchLog;
  readonly #orphaned = new OrphanedWatches();
  /** The last warning: it is logged once, and not with each attempt. */
  #lastMessage: string | undefined;
  readonly #resync = new Resync();

  constructor(options: LeaseObserverOptions) {
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
    this.#log = new WatchLog({ clock: options.clock });
    this.#reader = new LeaseReader({
      scope,
      onAnswer: () => this.#log.answered(),
    });
    this.#whereabouts = new Whereabouts({
      scope,
      clock: options.clock,
      onRefused: (what, error) =>
        this.#logger.info(
          `No right to read ${what} of ${
            this.#name
          }, so that what became of Leases there is told less exactly: ${
            error.message
          }`,
        ),
    });
    this.#confirmationReads = new ConfirmationReads({
      reader: this.#reader,
      clock: options.clock,
      onUnchanged: (ref, asOfMs) => options.listener.onUnchanged(ref, asOfMs),
      watch: {
        isInSync: () => this.#isInSync,
        isStreaming: () => this.#resync.isStreaming,
        events: () => this.#log.statistics.events,
        resync: (why, until) => this.#resyncNow(why, until),
      },
    });
  }

  /** What was done and what was told up to now. */
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
          pauseMs = this.#fail(error);
        }
      }
      await this.#resync.pause(pauseMs, signal);
    }
  }

  /**
   * Reads a Lease that seems not to be renewed any more from the API server itself,
   * past the watch: where there is no answer at once the watch fails, and where there
   * is a renewal that the watch did not tell of, everything is listed again. This tells
   * a controller that fell silent from a watch that did.
   *
   * @returns once the listener has been told the outcome, within a few seconds; never rejects
   */
  async confirm(record: LeaseRecord, signal: AbortSignal): Promise<void> {
    const { areNodes = false } = this.#scope.selection;
    const { ref } = record;
    if (areNodes && (await this.#whereabouts.isNodeGone(ref.name, signal))) {
      this.#listener.onNodeGone(ref);
      return;
    }
    await this.#confirmationReads.confirm(record, signal);
  }

  /** Finds out what became of a Lease that is not found any more. Never rejects. */
  async settle(record: LeaseRecord, signal: AbortSignal): Promise<void> {
    const { ref, leaseDurationSeconds = 0 } = record;
    const how = await this.#whereabouts.of(record, signal);
    this.#listener.onWhereabouts(ref, how);
    if (how === 'deleted' && this.#scope.selection.labelSelector) {
      const { min, max } = LOOK_AGAIN_MS;
      const durationMs = leaseDurationSeconds * 1_000;
      await pause(
        Math.min(Math.max(min, durationMs), max),
        signal,
        this.#clock,
      );
      if (await this.#whereabouts.hasLostItsLabel(ref, signal)) {
        this.#listener.onWhereabouts(ref, 'label-lost');
      }
    }
  }

  /** Lists everything as soon as possible; without an answer in time the watch fails. */
  async #resyncNow(why: unknown, signal: AbortSignal): Promise<void> {
    if (!(await this.#resync.request(why, RESYNC_TIMEOUT_MS, signal))) {
      this.#fail(
        new KubernetesError({
          reason: 'timeout',
          message: `no answer within ${RESYNC_TIMEOUT_MS / 1000} s`,
        }),
      );
    }
  }

  async #listAndWatch(signal: AbortSignal): Promise<void> {
    this.#resync.schedule();
    while (!signal.aborted) {
      if (this.#resync.isDue) {
        await this.#list(signal);
      }
      const { how, error } = await this.#watch(signal);
      if (how !== 'served') {
        await this.#reader.verify(signal);
      }
      if (how === 'broken') {
        this.#broken.add(error);
        await this.#resync.pause(this.#backoff.next(), signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const askedMs = this.#clock.monotonicMs();
    const { records, resourceVersion } = await this.#reader.list(signal);
    this.#reader.resourceVersion = resourceVersion;
    this.#log.listed();
    // Where streams do not work, a list says nothing about the next one.
    if (!this.#broken.areTooMany) {
      if (!this.#isInSync) {
        this.#logger.info(`Watching ${records.length} Leases in ${this.#name}`);
      }
      this.#lastMessage = undefined;
    }
    this.#isInSync = true;
    this.#resync.listed();
    this.#listener.onList(records, askedMs);
    this.#resync.settle();
  }

  /**
   * Follows one stream to its end.
   *
   * @throws whatever it ended with, if it cannot be taken up where it stopped
   */
  async #watch(
    signal: AbortSignal,
  ): Promise<{ how: StreamEnd; error: unknown }> {
    let isOpen = false;
    let error: unknown;
    let lastedMs = 0;
    const openedMs = this.#clock.monotonicMs();
    const seconds = Math.min(
      this.#length.nextSeconds(openedMs),
      this.#orphaned.mostSeconds(openedMs),
    );
    const askedMs = seconds * 1000;
    try {
      await this.#resync.untilRequested(signal, until =>
        this.#reader.watch({
          seconds,
          signal: until,
          onOpen: () => {
            isOpen = true;
            this.#log.opened();
          },
          onEvent: event => this.#onEvent(event),
          onLeave: () => this.#orphaned.add(openedMs + askedMs),
        }),
      );
    } catch (cause) {
      if (signal.aborted || this.#resync.isDue) {
        throw cause;
      }
      error = cause;
    } finally {
      this.#log.closed();
      lastedMs = this.#clock.monotonicMs() - openedMs;
      if (isOpen && lastedMs >= WORKING_MS) {
        this.#onSuccess();
      }
    }
    const how = streamEndOf({ error, isOpen, lastedMs, askedMs });
    this.#onEnd(how, lastedMs);
    if (how === 'failed') {
      if (!isGone(error)) {
        this.#broken.fail();
      }
      throw error;
    }
    if (error !== undefined) {
      this.#log.failed();
      this.#logger.debug(`Resuming the watch of ${this.#name}`, toError(error));
    }
    return { how, error };
  }

  #onEnd(how: StreamEnd, lastedMs: number): void {
    if (how === 'served') {
      this.#length.served(lastedMs);
    }
    if (how === 'cut') {
      this.#length.cut(lastedMs, this.#clock.monotonicMs());
      this.#tellOfCuts(lastedMs);
    }
    if (how === 'served' || how === 'cut') {
      this.#onSuccess();
    }
  }

  #tellOfCuts(lastedMs: number): void {
    if (!this.#length.isShort || this.#hasToldOfCuts) {
      return;
    }
    this.#hasToldOfCuts = true;
    const cutSeconds = Math.round(lastedMs / 1000);
    const seconds = this.#length.nextSeconds(this.#clock.monotonicMs());
    this.#logger.info(
      `Something on the way to ${
        this.#name
      } cuts watches after about ${cutSeconds} s; it is asked for watches of ${seconds} s from now on`,
    );
  }

  /** Streams work: whatever ends the next one is no repetition of what was before. */
  #onSuccess(): void {
    if (this.#broken.areTooMany) {
      this.#logger.info(`Watching ${this.#name} again`);
    }
    this.#broken.clear();
    this.#lastMessage = undefined;
    this.#backoff.reset();
  }

  #onEvent(event: WatchEvent): void {
    this.#log.received(event);
    this.#onSuccess();
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
  #fail(cause: unknown): number {
    this.#log.failed();
    const error =
      cause instanceof KubernetesError
        ? cause
        : new KubernetesError({
            reason: 'unusable',
            message: 'it sent a Lease that is none',
            cause,
          });
    const nowMs = this.#clock.monotonicMs();
    const waitMs = this.#orphaned.waitMs(nowMs);
    if (isGone(error) && waitMs === 0) {
      // The resourceVersion was compacted away. The list that follows at once tells
      // all that was missed, so the scope stays in sync.
      this.#logger.debug(`Listing ${this.#name} again`, error);
      return nowMs - this.#log.lastListMs < SHORT_MS ? this.#backoff.next() : 0;
    }
    const message = watchFailureMessage(this.#name, error);
    if (this.#lastMessage !== message) {
      this.#logger.warn(message);
      this.#logger.debug(message, error);
    }
    this.#lastMessage = message;
    this.#isInSync = false;
    this.#listener.onWatchFailed(
      { reason: unknownReasonOf(error), message },
      this.#log.lastAnswerMs,
    );
    this.#resync.settle();
    return this.#backoff.next(Math.max(error.retryAfterMs ?? 0, waitMs));
  }
}

function isGone(error: unknown): boolean {
  return error instanceof KubernetesError && error.status === GONE;
}
