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
import type { Timeline } from './Timeline';

export const CLUSTER = 'demo';

/** Any change takes so long to those who watch, and any request there and back. */
export const WAY_MS = 10;

const BOOKMARK_MS = 60_000;

/** A watch as the API server has it. */
export interface Stream {
  readonly id: number;
  onRecord(record: LeaseRecord): void;
  onDelete(record: LeaseRecord): void;
  onBookmark(): void;
  /** Open, and nothing comes through it any more. */
  isSilent: boolean;
}

/** An API server with nothing but Leases, and the faults of the embedded one. */
export class SimulatedCluster {
  readonly leases = new Map<string, LeaseRecord>();
  /** Those without the label by which Leases are found. */
  readonly #hidden = new Set<string>();
  /** When each Lease was last renewed, by the world's time. */
  readonly renewedMs = new Map<string, number>();
  /** All that each Lease ever was, and when it became so; without a record it was deleted. */
  readonly #pasts = new Map<
    string,
    Array<{ record?: LeaseRecord; atMs: number }>
  >();
  readonly #timeline: Timeline;
  readonly #streams = new Set<Stream>();
  #downUntilMs = 0;
  #readOnlyUntilMs = 0;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.#bookmark();
  }

  get isDown(): boolean {
    return this.#timeline.nowMs < this.#downUntilMs;
  }

  get takesWrites(): boolean {
    return !this.isDown && this.#timeline.nowMs >= this.#readOnlyUntilMs;
  }

  /** Nothing is answered, and open watches are silent from then on. */
  goDown(forMs: number): void {
    this.#downUntilMs = this.#timeline.nowMs + forMs;
    this.#streams.forEach(stream => Object.assign(stream, { isSilent: true }));
  }

  /** Reads are answered and watches are open, as where etcd has no quorum. */
  refuseWrites(forMs: number): void {
    this.#readOnlyUntilMs = this.#timeline.nowMs + forMs;
  }

  /** For how long a Lease stayed as this record says: up to its next change, or until now. */
  unchangedMs(record: LeaseRecord): number {
    const past = this.#pasts.get(record.ref.name) ?? [];
    const i = past.findIndex(
      each => each.record && isSameBeat(each.record, record),
    );
    if (i < 0) {
      throw new Error(`${record.ref.name} never was ${JSON.stringify(record)}`);
    }
    return (past[i + 1]?.atMs ?? this.#timeline.nowMs) - past[i].atMs;
  }

  #remember(name: string, record?: LeaseRecord): void {
    const past = this.#pasts.get(name) ?? [];
    past.push({ record, atMs: this.#timeline.nowMs });
    this.#pasts.set(name, past);
  }

  /** Those that are found. */
  found(): LeaseRecord[] {
    return [...this.leases.values()].filter(
      ({ ref }) => !this.#hidden.has(ref.name),
    );
  }

  isHidden(name: string): boolean {
    return this.#hidden.has(name);
  }

  /** It loses the label by which it is found. */
  hide(name: string): void {
    const record = this.leases.get(name);
    if (record && !this.#hidden.has(name)) {
      this.#hidden.add(name);
      this.#send(stream => stream.onDelete(record));
    }
  }

  /** It has its label again. */
  show(name: string): void {
    const record = this.leases.get(name);
    if (this.#hidden.delete(name) && record) {
      this.#send(stream => stream.onRecord(record));
    }
  }

  write(record: LeaseRecord): void {
    const { name } = record.ref;
    this.#remember(name, record);
    this.leases.set(name, record);
    this.renewedMs.set(name, this.#timeline.nowMs);
    if (!this.#hidden.has(name)) {
      this.#send(stream => stream.onRecord(record));
    }
  }

  delete(name: string): void {
    const record = this.leases.get(name);
    if (record) {
      this.leases.delete(name);
      this.#remember(name);
      if (!this.#hidden.delete(name)) {
        this.#send(stream => stream.onDelete(record));
      }
    }
  }

  watch(stream: Stream): void {
    this.#streams.add(stream);
  }

  close(stream: Stream): void {
    this.#streams.delete(stream);
  }

  #send(tell: (stream: Stream) => void): void {
    for (const stream of this.#streams) {
      if (!stream.isSilent) {
        this.#timeline.after(WAY_MS, () => {
          if (!stream.isSilent && this.#streams.has(stream)) {
            tell(stream);
          }
        });
      }
    }
  }

  #bookmark(): void {
    this.#timeline.after(BOOKMARK_MS, () => {
      this.#send(stream => stream.onBookmark());
      this.#bookmark();
    });
  }
}
