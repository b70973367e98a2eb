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
import { KubernetesError } from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import { isSameBeat, type LeaseRecord } from '../LeaseRecord';
import { Batcher } from './Batcher';
import type { LeaseListener } from './LeaseListener';
import { GONE, type LeaseReader } from './LeaseReader';

/** Renewals that are overdue at the same time are read together; the verdict on them can wait for this. */
const COLLECT_MS = 50;

/** So many are read one by one; where there are more everything is listed, as that costs less. */
const MAX_SINGLE_READS = 20;

/**
 * The watch that may have missed a renewal.
 *
 * @internal
 */
export interface ConfirmedWatch {
  isInSync(): boolean;
  isStreaming(): boolean;
  /** How many changes it has told of so far. */
  events(): number;
  /** It has missed a change, or the API server does not answer. */
  resync(why: unknown, signal: AbortSignal): Promise<void>;
}

/** @internal */
export interface ConfirmationReadsOptions
  extends Pick<LeaseListener, 'onUnchanged'> {
  reader: LeaseReader;
  watch: ConfirmedWatch;
  clock: Clock;
}

/**
 * Reads Leases that seem not to be renewed any more from the API server itself, past
 * the watch. This tells a controller that fell silent from a watch that did.
 *
 * @internal
 */
export class ConfirmationReads {
  readonly #reader: LeaseReader;
  readonly #watch: ConfirmedWatch;
  readonly #clock: Clock;
  readonly #onUnchanged: ConfirmationReadsOptions['onUnchanged'];
  readonly #overdue = new Batcher<LeaseRecord>({
    collectMs: COLLECT_MS,
    doBatch: (overdue, signal) => this.#read(overdue, signal),
  });

  constructor(options: ConfirmationReadsOptions) {
    this.#reader = options.reader;
    this.#watch = options.watch;
    this.#clock = options.clock;
    this.#onUnchanged = options.onUnchanged;
  }

  /** @returns once there is an answer and, where it is not what was known, everything has been listed again */
  async confirm(record: LeaseRecord, signal: AbortSignal): Promise<void> {
    await this.#overdue.add(placeOf(record), record, signal);
  }

  async #read(overdue: LeaseRecord[], signal: AbortSignal): Promise<void> {
    if (!this.#watch.isInSync() || signal.aborted) {
      return;
    }
    if (!this.#watch.isStreaming()) {
      await this.#watch.resync(missedChange(), signal);
      return;
    }
    const events = this.#watch.events();
    const askedMs = this.#clock.monotonicMs();
    try {
      const current = await this.#current(overdue, signal);
      let isMissed = false;
      for (const record of overdue) {
        const now = current.get(placeOf(record));
        if (now && isSameBeat(now, record)) {
          this.#onUnchanged(record.ref, askedMs);
        } else {
          isMissed = true;
        }
      }
      // Where an event has come meanwhile the stream works, and this may be its news.
      if (isMissed && this.#watch.events() === events) {
        throw missedChange();
      }
    } catch (error) {
      await this.#watch.resync(error, signal);
    }
  }

  /** Those of these Leases that are there, by place, as they are now; or all. */
  async #current(
    overdue: LeaseRecord[],
    signal: AbortSignal,
  ): Promise<Map<string, LeaseRecord>> {
    const records =
      overdue.length > MAX_SINGLE_READS
        ? await this.#all(signal)
        : await Promise.all(
            overdue.map(({ ref }) =>
              this.#reader.verify(
                signal,
                `metadata.name=${ref.name},metadata.namespace=${ref.namespace}`,
              ),
            ),
          );
    return new Map(
      records.flatMap(record => (record ? [[placeOf(record), record]] : [])),
    );
  }

  /** A list may take its time, but not to find out whether there is an answer at all. */
  async #all(signal: AbortSignal): Promise<LeaseRecord[]> {
    await this.#reader.verify(signal);
    return (await this.#reader.list(signal)).records;
  }
}

function missedChange(): KubernetesError {
  return new KubernetesError({
    status: GONE,
    reason: 'stalled',
    message: 'the watch has missed a change',
  });
}

function placeOf({ ref }: LeaseRecord): string {
  return `${ref.namespace}/${ref.name}`;
}
