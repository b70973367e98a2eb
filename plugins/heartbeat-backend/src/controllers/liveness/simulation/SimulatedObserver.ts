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

import { isSameBeat, type LeaseRecord } from '../../LeaseRecord';
import { aged, type Checkpoint } from '../Checkpoint';
import type { HeartbeatTransition } from '../HeartbeatTransition';
import { LivenessTracker } from '../LivenessTracker';
import type { ObservedHeartbeat } from '../ObservedHeartbeat';
import { WAY_MS, type SimulatedCluster, type Stream } from './SimulatedCluster';
import { SimulatedProcess } from './SimulatedProcess';
import type { Timeline } from './Timeline';

const SCOPE = 'demo/all';
const RETRY_MS = 1_000;
const CHECKPOINT_MS = 60_000;

/** As the product's observer has them. */
const CHECK_TIMEOUT_MS = 750;
const MAX_SILENCE_MS = 90_000;

type Beat = Pick<
  LeaseRecord,
  'uid' | 'renewTime' | 'holder' | 'leaseTransitions'
>;

function beatOf({ uid, renewTime, holder, leaseTransitions }: Beat): Beat {
  return { uid, renewTime, holder, leaseTransitions };
}

/** What all observers write into one database. */
export type CheckpointStore = Map<
  string,
  { checkpoint: Checkpoint; writtenMs: number }
>;

/** A transition, and what the observer knew when it told it. */
export interface Told {
  name: string;
  transition: HeartbeatTransition;
  /** By the world's time. */
  toldMs: number;
  durationMs: number;
  /** How long ago its Lease was really renewed then. */
  unrenewedMs: number;
  /** For how long its Lease really stayed as the observer knew it. */
  unchangedMs: number;
  /** Whether it was told together with a renewal that was not known before. */
  isWithBeat: boolean;
  isProvisional: boolean;
  /** Which start of the observer this was. */
  life: number;
}

/**
 * A replica of the portal's backend: the tracker as it is, behind a list and watch
 * that behaves as the product's does, in a process that may stand still or restart.
 */
export class SimulatedObserver {
  readonly told: Told[] = [];
  readonly verdicts = new Map<string, ObservedHeartbeat>();
  readonly #timeline: Timeline;
  readonly #cluster: SimulatedCluster;
  readonly #store: CheckpointStore;
  readonly #marginMs: number;
  readonly #answerMs: number;
  #process!: SimulatedProcess;
  #tracker!: LivenessTracker;
  #ended!: AbortController;
  #stream: Stream | undefined;
  #wallAheadMs = 0;
  #partitionedUntilMs = 0;
  #lastSeenMs = 0;
  #events = 0;
  #streams = 0;
  #life = 0;
  #beat: LeaseRecord | undefined;
  /** Whose renewals were seen in this life. */
  readonly #proven = new Set<string>();
  /** The last beat of each Lease that was told, in this life or before it. */
  readonly #known = new Map<string, Beat>();

  constructor(options: {
    timeline: Timeline;
    cluster: SimulatedCluster;
    store: CheckpointStore;
    marginMs: number;
    answerMs: number;
  }) {
    this.#timeline = options.timeline;
    this.#cluster = options.cluster;
    this.#store = options.store;
    this.#marginMs = options.marginMs;
    this.#answerMs = options.answerMs;
    this.#start();
  }

  cut(): void {
    const process = this.#process;
    process.receive(() => this.#connect(process));
  }

  silence(): void {
    if (this.#stream) {
      this.#stream.isSilent = true;
    }
  }

  partition(forMs: number): void {
    this.#partitionedUntilMs = this.#timeline.nowMs + forMs;
    this.silence();
  }

  stall(forMs: number): void {
    this.#process.stall(forMs);
  }

  stepClock(ms: number): void {
    this.#wallAheadMs += ms;
    this.#process.wallAheadMs = this.#wallAheadMs;
  }

  restart(downMs: number): void {
    const process = this.#process;
    process.kill();
    this.#ended.abort();
    this.#leaveStream();
    this.#timeline.after(downMs, () => {
      if (this.#process === process) {
        this.#start();
      }
    });
  }

  #start(): void {
    const process = new SimulatedProcess(
      this.#timeline,
      this.#timeline.nowMs - 1000 * ++this.#life,
    );
    process.wallAheadMs = this.#wallAheadMs;
    this.#process = process;
    this.verdicts.clear();
    this.#proven.clear();
    this.#known.clear();
    for (const [name, { checkpoint }] of this.#store) {
      this.#known.set(name, checkpoint);
    }
    this.#lastSeenMs = process.monotonicMs();
    this.#ended = new AbortController();
    this.#tracker = new LivenessTracker({
      clock: process,
      signal: this.#ended.signal,
      marginMs: this.#marginMs,
      maxDurationMs: 3_600_000,
      listener: {
        onVerdict: (heartbeat, transition) => this.#tell(heartbeat, transition),
        onForgotten: id => this.verdicts.delete(id.split('/')[2]),
        onOverdue: (_, record) => this.#check(process, record),
        onMissing: (_, record) => this.#lookFor(process, record),
      },
    });
    this.#tracker.restore(
      Array.from(this.#store.values(), ({ checkpoint, writtenMs }) =>
        aged(checkpoint, this.#timeline.nowMs - writtenMs),
      ),
    );
    this.#tracker.openScope(SCOPE);
    this.#connect(process);
    this.#keepCheckpoints(process);
    this.#keepWatch(process);
  }

  #tell(
    heartbeat: ObservedHeartbeat,
    transition: HeartbeatTransition | undefined,
  ): void {
    const { name } = heartbeat.record.ref;
    this.verdicts.set(name, heartbeat);
    // The first renewal of one that was taken for alive is no transition, and news.
    if (transition || (heartbeat.lastBeat && !this.#proven.has(name))) {
      const checkpoint = this.#tracker.checkpoint(heartbeat.id);
      if (checkpoint) {
        this.#keep(checkpoint);
      }
    }
    if (heartbeat.lastBeat) {
      this.#proven.add(name);
    }
    if (transition) {
      this.told.push({
        name,
        transition,
        toldMs: this.#timeline.nowMs,
        unrenewedMs:
          this.#timeline.nowMs - (this.#cluster.renewedMs.get(name) ?? 0),
        unchangedMs: this.#cluster.unchangedMs(heartbeat.record),
        durationMs: heartbeat.durationMs ?? 0,
        isWithBeat: this.#beat?.ref.name === name,
        isProvisional: !heartbeat.lastBeat,
        life: this.#life,
      });
    }
  }

  get #isReachable(): boolean {
    return (
      !this.#cluster.isDown && this.#timeline.nowMs >= this.#partitionedUntilMs
    );
  }

  /** Lists, and watches from there. */
  #connect(process: SimulatedProcess): void {
    this.#leaveStream();
    const askedMs = process.monotonicMs();
    this.#timeline.after(WAY_MS, () => {
      if (process !== this.#process) {
        return;
      }
      if (!this.#isReachable) {
        process.receive(() => this.#failScope(process));
        return;
      }
      const stream = this.#open(process);
      const records = this.#cluster.found();
      process.receive(() => {
        if (this.#stream === stream) {
          this.#lastSeenMs = process.monotonicMs();
          this.#reconcile(records, askedMs);
        }
      });
    });
  }

  #reconcile(records: LeaseRecord[], askedMs: number): void {
    // Each by its own, so that a renewal that is found is known to be one.
    const changed = records.filter(record => this.#isBeat(record));
    this.#beat = undefined;
    const all = [...this.#known.keys()];
    records.forEach(record => this.#known.set(record.ref.name, record));
    all
      .filter(name => !records.some(({ ref }) => ref.name === name))
      .forEach(name => this.#known.delete(name));
    const before = this.told.length;
    this.#tracker.reconcile(SCOPE, records, askedMs);
    const names = new Set(changed.map(({ ref }) => ref.name));
    for (const told of this.told.slice(before)) {
      told.isWithBeat ||= names.has(told.name);
    }
  }

  #isBeat(record: LeaseRecord): boolean {
    const known = this.#known.get(record.ref.name);
    return !known || !isSameBeat({ ...record, ...beatOf(known) }, record);
  }

  #open(process: SimulatedProcess): Stream {
    const id = ++this.#streams;
    const seen = (tell: () => void) =>
      process.receive(() => {
        if (this.#stream?.id === id) {
          this.#lastSeenMs = process.monotonicMs();
          tell();
        }
      });
    const stream: Stream = {
      id,
      isSilent: false,
      onBookmark: () => seen(() => {}),
      onRecord: record =>
        seen(() => {
          this.#events++;
          this.#beat = record;
          this.#known.set(record.ref.name, record);
          this.#tracker.observe(SCOPE, record);
          this.#beat = undefined;
        }),
      onDelete: ({ ref }) =>
        seen(() => {
          this.#events++;
          this.#known.delete(ref.name);
          this.#tracker.remove(SCOPE, ref);
        }),
    };
    this.#stream = stream;
    this.#cluster.watch(stream);
    return stream;
  }

  #leaveStream(): void {
    if (this.#stream) {
      this.#cluster.close(this.#stream);
      this.#stream = undefined;
    }
  }

  #failScope(process: SimulatedProcess): void {
    this.#leaveStream();
    this.#tracker.failScope(
      SCOPE,
      { reason: 'unreachable', message: 'Cluster demo does not answer' },
      this.#lastSeenMs,
    );
    process.setTimer(() => this.#connect(process), RETRY_MS);
  }

  /**
   * Asks for a Lease past the watch. Each time: the answer for one Lease, that it is
   * silent indeed, does not show whether the watch would have told of another.
   */
  #check(process: SimulatedProcess, record: LeaseRecord): void {
    const stream = this.#stream;
    const events = this.#events;
    const askedMs = process.monotonicMs();
    if (!stream) {
      return;
    }
    const wayMs = this.#answerMs / 2;
    this.#timeline.after(wayMs, () => {
      if (!this.#isReachable) {
        process.setTimer(() => {
          if (this.#stream === stream) {
            this.#failScope(process);
          }
        }, CHECK_TIMEOUT_MS - wayMs);
        return;
      }
      const { name } = record.ref;
      const current = this.#cluster.isHidden(name)
        ? undefined
        : this.#cluster.leases.get(name);
      this.#timeline.after(wayMs, () =>
        process.receive(() => {
          if (this.#stream !== stream) {
            return;
          }
          this.#lastSeenMs = process.monotonicMs();
          if (current && isSameBeat(current, record)) {
            this.#tracker.confirm(SCOPE, record.ref, askedMs);
          } else if (this.#events === events) {
            this.#connect(process);
          }
        }),
      );
    });
  }

  /** Finds out what became of a Lease; what it does not hear it does not know. */
  #lookFor(process: SimulatedProcess, { ref }: LeaseRecord): void {
    const wayMs = this.#answerMs / 2;
    this.#timeline.after(wayMs, () => {
      const isHidden = this.#isReachable && this.#cluster.isHidden(ref.name);
      const how = isHidden ? 'label-lost' : 'deleted';
      this.#timeline.after(wayMs, () =>
        process.receive(() => this.#tracker.settle(SCOPE, ref, how)),
      );
    });
  }

  /** Bookmarks come each minute; without any the watch is not one. */
  #keepWatch(process: SimulatedProcess): void {
    process.setTimer(() => {
      if (
        this.#stream &&
        process.monotonicMs() - this.#lastSeenMs > MAX_SILENCE_MS
      ) {
        this.#failScope(process);
      }
      this.#keepWatch(process);
    }, RETRY_MS);
  }

  #keepCheckpoints(process: SimulatedProcess): void {
    process.setTimer(() => {
      for (const { id } of this.verdicts.values()) {
        const checkpoint = this.#tracker.checkpoint(id);
        if (checkpoint) {
          this.#keep(checkpoint);
        }
      }
      this.#keepCheckpoints(process);
    }, CHECKPOINT_MS);
  }

  /** Who has looked last knows best. */
  #keep(checkpoint: Checkpoint): void {
    const name = checkpoint.id.split('/')[2];
    const writtenMs = this.#timeline.nowMs;
    const stored = this.#store.get(name);
    const storedAgoMs =
      stored && writtenMs - stored.writtenMs + stored.checkpoint.seenAgoMs;
    if (storedAgoMs === undefined || checkpoint.seenAgoMs <= storedAgoMs) {
      this.#store.set(name, { checkpoint, writtenMs });
    }
  }
}
