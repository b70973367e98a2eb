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

import { Heap } from 'heap-js';

/**
 * Where a unit waits: among those that answer (or are not known yet), or among
 * those that fail.
 *
 * @internal
 */
export type LaneName = 'passing' | 'failing';

interface Lane<T> {
  readonly bound: number;
  running: number;
  /** Queues whose host has room, the one that waits longest first. */
  readonly offered: Heap<Queue<T>>;
}

/** What waits for one host in one lane. */
interface Queue<T> {
  readonly host: Host<T>;
  readonly lane: Lane<T>;
  /** Oldest first; without an item where that was withdrawn. */
  readonly waiting: Array<{ item?: T; number: number }>;
  /** Its lane knows that its first one may run. */
  isOffered: boolean;
}

class Host<T> {
  running = 0;
  members = 0;
  readonly queues: Record<LaneName, Queue<T>>;

  constructor(readonly bound: number, lanes: Record<LaneName, Lane<T>>) {
    const toQueue = (lane: Lane<T>): Queue<T> => ({
      host: this,
      lane,
      waiting: [],
      isOffered: false,
    });
    this.queues = {
      passing: toQueue(lanes.passing),
      failing: toQueue(lanes.failing),
    };
  }
}

/** For those that burden no host. */
const NO_HOST = '';

/**
 * Lets so many run at a time: of each lane, and of each host in both together.
 * First come, first served within a lane, but for those whose host is busy.
 *
 * @internal
 */
export class Lanes<T extends { readonly host?: string }> {
  readonly #lanes: Record<LaneName, Lane<T>>;
  readonly #perHost: number;
  readonly #start: (item: T, lane: LaneName) => void;
  readonly #hosts = new Map<string, Host<T>>();
  #nextNumber = 0;
  #waiting = 0;

  constructor(options: {
    bounds: Record<LaneName, number>;
    perHost: number;
    start: (item: T, lane: LaneName) => void;
  }) {
    this.#lanes = {
      passing: toLane(options.bounds.passing),
      failing: toLane(options.bounds.failing),
    };
    this.#perHost = options.perHost;
    this.#start = options.start;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get running(): number {
    return this.#lanes.passing.running + this.#lanes.failing.running;
  }

  /** Makes room for an item, before it is queued for the first time. */
  join(item: T): void {
    this.#hostOf(item).members++;
  }

  /** The item will not be queued again; it neither waits nor runs. */
  leave(item: T): void {
    const host = this.#hostOf(item);
    host.members--;
    if (host.members === 0) {
      this.#hosts.delete(item.host ?? NO_HOST);
    }
  }

  /** Runs it now, or as soon as there is room. */
  queue(item: T, lane: LaneName): void {
    const queue = this.#hostOf(item).queues[lane];
    queue.waiting.push({ item, number: this.#nextNumber++ });
    this.#waiting++;
    this.#offer(queue);
    this.#run(lane);
  }

  /** It waits no more. */
  withdraw(item: T, lane: LaneName): void {
    const entry = this.#hostOf(item).queues[lane].waiting.find(
      waiting => waiting.item === item,
    );
    if (entry) {
      entry.item = undefined;
      this.#waiting--;
    }
  }

  /** It has run, in the lane that it was started in. */
  done(item: T, lane: LaneName): void {
    const host = this.#hostOf(item);
    this.#lanes[lane].running--;
    host.running--;
    this.#offer(host.queues.passing);
    this.#offer(host.queues.failing);
    this.#run('passing');
    this.#run('failing');
  }

  #run(name: LaneName): void {
    const lane = this.#lanes[name];
    while (lane.running < lane.bound) {
      const queue = lane.offered.pop();
      if (!queue) {
        return;
      }
      queue.isOffered = false;
      const { host, waiting } = queue;
      // Its host may have been taken by the other lane since.
      const item =
        host.running < host.bound ? waiting.shift()?.item : undefined;
      if (item) {
        this.#waiting--;
        lane.running++;
        host.running++;
      }
      this.#offer(queue);
      if (item) {
        this.#start(item, name);
      }
    }
  }

  #offer(queue: Queue<T>): void {
    const { host, lane, waiting } = queue;
    if (!queue.isOffered && waiting.length > 0 && host.running < host.bound) {
      queue.isOffered = true;
      lane.offered.push(queue);
    }
  }

  #hostOf({ host: name = NO_HOST }: T): Host<T> {
    let host = this.#hosts.get(name);
    if (!host) {
      host = new Host(name === NO_HOST ? Infinity : this.#perHost, this.#lanes);
      this.#hosts.set(name, host);
    }
    return host;
  }
}

function toLane<T>(bound: number): Lane<T> {
  return {
    bound,
    running: 0,
    offered: new Heap<Queue<T>>(
      (a, b) => (a.waiting[0]?.number ?? 0) - (b.waiting[0]?.number ?? 0),
    ),
  };
}
