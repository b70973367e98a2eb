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

import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { eventually } from '@internal/test-support';
import type { Knex } from 'knex';
import { DATABASES } from '../__testUtils__/databases';
import { FakeClock } from '../__testUtils__/FakeClock';
import {
  MINUTE,
  SCOPE,
  SECOND,
  trackedWorld,
} from '../__testUtils__/trackedWorld';
import { History } from '../history/History';
import { HistoryFollower } from '../subjects/HistoryFollower';
import { SubjectHistory } from '../subjects/SubjectHistory';
import { CONTROLLER_KIND } from './controllerClaims';
import { leaseCheckpoints } from './controllerHistory';
import { createControllerKind } from './controllerKind';
import { HeartbeatRegistry } from './HeartbeatRegistry';
import type { LeaseRecord } from './LeaseRecord';

const databases = TestDatabases.create(DATABASES);

/** By which a change that one replica stored is shown by all. */
const AGREED_MS = 5 * SECOND;

/** Between two statements that belong together there are a few turns of the event loop. */
const QUIET_TURNS = 8;

/** As far apart as the wall clocks of two machines may be. */
const WALL_CLOCK_ERROR_MS = 7 * SECOND;

/** The cluster and the database, with the time that they have. */
class World {
  readonly knex: Knex;
  readonly leases = new Map<string, LeaseRecord>();
  readonly replicas: Replica[] = [];
  readonly #clock = new FakeClock();

  constructor(knex: Knex) {
    this.knex = knex;
  }

  /** Real SQL takes a moment of real time, which no clock of ours shows. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      await new Promise(resolve => {
        setImmediate(resolve);
      });
      const { pool } = this.knex.client;
      if (pool.numUsed() + pool.numPendingAcquires() > 0) {
        quiet = 0;
      }
    }
  }

  nowMs(): number {
    return this.#clock.wallMs();
  }

  /** A process renews its Lease; another `process` is another one. */
  renew(name: string, process = 1, more: Partial<LeaseRecord> = {}): void {
    const record: LeaseRecord = {
      ref: { cluster: 'demo', namespace: 'apps', name },
      uid: `uid-${name}`,
      controller: name,
      holder: `${name}_0a1b2c3d${process}`,
      renewTime: new Date(this.nowMs()).toISOString(),
      leaseDurationSeconds: 30,
      ...more,
    };
    this.leases.set(name, record);
    for (const replica of this.replicas) {
      replica.see(record);
    }
  }

  /** Somebody deletes a Lease. */
  remove(name: string): void {
    const record = this.leases.get(name);
    this.leases.delete(name);
    for (const replica of this.replicas) {
      if (record) {
        replica.lose(record);
      }
    }
  }

  /** Time passes, second by second, for all processes that are not stopped. */
  async pass(ms: number, living: Record<string, number> = {}): Promise<void> {
    for (let passed = 0; passed < ms; passed += SECOND) {
      this.#clock.stall(SECOND);
      if (passed % (10 * SECOND) === 0) {
        for (const [name, process] of Object.entries(living)) {
          this.renew(name, process);
        }
      }
      for (const replica of this.replicas) {
        await replica.pass(SECOND);
      }
    }
  }

  /** All replicas come to show the same within seconds. */
  async agree(living: Record<string, number> = {}): Promise<void> {
    let passedMs = 0;
    await eventually(
      `agreement of ${JSON.stringify(this.shown())}`,
      async () => {
        const [first, ...others] = this.shown();
        if (others.every(other => other === first)) {
          return true;
        }
        passedMs += SECOND;
        await this.pass(SECOND, living);
        return false;
      },
    );
    if (passedMs > AGREED_MS) {
      throw new Error(`They agreed after ${passedMs} ms only`);
    }
  }

  shown(): string[] {
    return this.replicas.map(replica => JSON.stringify(replica.shown()));
  }
}

/** What a backend has of observation and history, on a clock of its own. */
class Replica {
  readonly clock = new FakeClock();
  readonly registry = new HeartbeatRegistry({ clock: this.clock });
  readonly history: History;
  readonly follower: HistoryFollower;
  readonly #world: World;
  readonly #tracked: ReturnType<typeof trackedWorld>;
  readonly #kind: ReturnType<typeof createControllerKind>;
  readonly #ended = new AbortController();
  #isStopped = false;

  static async start(world: World): Promise<Replica> {
    const replica = await Replica.#create(world);
    const remembered = await replica.history.remembered(CONTROLLER_KIND);
    const { tracker } = replica.#tracked;
    tracker.restore(leaseCheckpoints(remembered, replica.clock.wallMs()));
    replica.history.start();
    await replica.follower.follow();
    const { clock } = replica;
    tracker.reconcile(SCOPE, world.leases.values(), clock.monotonicMs());
    world.replicas.push(replica);
    return replica;
  }

  static async #create(world: World): Promise<Replica> {
    const clock = new FakeClock();
    clock.stepWallClock(
      world.nowMs() -
        clock.wallMs() +
        world.replicas.length * WALL_CLOCK_ERROR_MS,
    );
    const registry = new HeartbeatRegistry({ clock });
    const tracked = trackedWorld({ clock, registry });
    const kind = createControllerKind({
      registry,
      clock,
      leaseCheckpoint: id => tracked.tracker.checkpoint(id),
    });
    const history = await History.create({
      database: mockServices.database({ knex: world.knex }),
      contributors: [new SubjectHistory(kind)],
      clock,
      logger: mockServices.logger.mock(),
      onWritten: () => {},
    });
    jest
      .spyOn(history.store, 'now')
      .mockImplementation(async () => world.nowMs());
    return new Replica({ world, clock, registry, tracked, kind, history });
  }

  private constructor(parts: {
    world: World;
    clock: FakeClock;
    registry: HeartbeatRegistry;
    tracked: ReturnType<typeof trackedWorld>;
    kind: ReturnType<typeof createControllerKind>;
    history: History;
  }) {
    this.#world = parts.world;
    this.clock = parts.clock;
    this.registry = parts.registry;
    this.history = parts.history;
    this.#tracked = parts.tracked;
    this.#kind = parts.kind;
    this.follower = new HistoryFollower({
      history: parts.history,
      kinds: [parts.kind],
      clock: parts.clock,
      logger: mockServices.logger.mock(),
      signal: this.#ended.signal,
    });
  }

  see(record: LeaseRecord): void {
    if (!this.#isStopped) {
      this.#tracked.tracker.observe(SCOPE, { ...record });
    }
  }

  lose({ ref }: LeaseRecord): void {
    if (!this.#isStopped) {
      this.#tracked.tracker.remove(SCOPE, ref);
    }
  }

  async pass(ms: number): Promise<void> {
    if (this.#isStopped) {
      this.clock.stall(ms);
      return;
    }
    await this.clock.pass(ms);
    await this.#world.idle();
    await this.follower.follow();
  }

  /** As by SIGSTOP. */
  pause(): void {
    this.#isStopped = true;
  }

  /** Its watches are begun again. */
  async resume(): Promise<void> {
    this.#isStopped = false;
    await this.clock.pass(0);
    this.#tracked.tracker.reconcile(SCOPE, this.#world.leases.values());
  }

  loseSight(): void {
    this.#tracked.tracker.failScope(
      SCOPE,
      { reason: 'unreachable', message: 'The cluster cannot be reached' },
      this.clock.monotonicMs(),
    );
  }

  regainSight(): void {
    this.#tracked.tracker.reconcile(SCOPE, this.#world.leases.values());
  }

  view(name: string) {
    const controller = this.registry.controllers.subject(`demo/apps/${name}`);
    return (
      controller &&
      this.#kind.list.view(controller, {
        moment: {
          monotonicMs: this.clock.monotonicMs(),
          wallMs: this.clock.wallMs(),
        },
        entities: [],
      })
    );
  }

  /** What a person reads that is not this replica's own observation. */
  shown() {
    return [...this.registry.controllers.subjects()]
      .map(({ id }) => this.view(id.split('/')[2]))
      .map(view => ({
        id: view?.id,
        status: view?.status,
        since: view?.since,
        restarts: view?.restarts,
        recentRestarts: view?.recentRestarts?.map(
          ({ kind, at, holder, previousHolder }) =>
            [kind, at, previousHolder, holder].join(' '),
        ),
        isCrashLooping: view?.isCrashLooping,
        isFlapping: view?.isFlapping,
      }))
      .sort((a, b) => String(a.id).localeCompare(String(b.id)));
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    await this.history.stop();
    this.#tracked.end();
  }
}

describe.each(databases.eachSupportedId())('replicas on one %s', id => {
  let world: World;

  beforeEach(async () => {
    world = new World(await databases.init(id));
  });

  afterEach(async () => {
    await Promise.all(world.replicas.map(replica => replica.stop()));
  });

  const rows = () =>
    world
      .knex('heartbeat_transitions')
      .orderBy('subject_id')
      .orderBy('version');

  it('show the same since, though one started minutes after the other', async () => {
    world.renew('orders');
    const first = await Replica.start(world);
    await world.pass(5 * MINUTE, { orders: 1 });
    const second = await Replica.start(world);
    await world.pass(10 * SECOND, { orders: 1 });
    await world.agree({ orders: 1 });
    expect(second.view('orders')?.status).toBe('Alive');
    expect(second.view('orders')?.since).toBe(first.view('orders')?.since);
    expect(Date.parse(first.view('orders')?.since ?? '')).toBeLessThan(
      world.nowMs() - 5 * MINUTE + SECOND,
    );
  }, 60_000);

  it('know the same beginning of the history of a cluster, since which what is expected was never seen', async () => {
    const first = await Replica.start(world);
    await world.pass(10 * SECOND);
    expect(first.registry.recordedFrom).toEqual(new Map());
    world.renew('orders');
    await world.pass(5 * SECOND);
    const second = await Replica.start(world);
    world.renew('pay');
    await world.pass(5 * SECOND);
    const begun = new Map([['demo', Number((await rows())[0].at)]]);
    expect(first.registry.recordedFrom).toEqual(begun);
    expect(second.registry.recordedFrom).toEqual(begun);
  }, 60_000);

  it('show the same death, at the time that is stored, whoever saw it first', async () => {
    await Replica.start(world);
    await world.pass(SECOND);
    world.renew('orders');
    await world.pass(2 * SECOND);
    // Its silence begins later for this one.
    await Replica.start(world);
    await world.pass(MINUTE + 10 * SECOND);
    await world.agree();
    const [a, b] = world.replicas.map(replica => replica.view('orders'));
    expect(a?.status).toBe('Dead');
    expect(b).toMatchObject({ status: 'Dead', since: a?.since });
    const [row] = (await rows()).filter(({ to_status: to }) => to === 'Dead');
    expect(Date.parse(a?.since ?? '')).toBe(Number(row.at));
  }, 60_000);

  it('show what was removed when it was dead as removed, also where it was while none of them looked', async () => {
    const first = await Replica.start(world);
    await world.pass(SECOND);
    world.renew('orders');
    world.renew('shop');
    await world.pass(MINUTE);
    expect(first.view('orders')?.status).toBe('Dead');
    world.remove('orders');
    await world.pass(2 * SECOND);
    await first.stop();
    world.replicas.pop();
    world.remove('shop');
    await world.pass(MINUTE);
    const second = await Replica.start(world);
    await world.pass(5 * SECOND);
    for (const name of ['orders', 'shop']) {
      expect([name, second.view(name)?.status]).toEqual([name, 'Stopped']);
      expect(second.view(name)?.evidence.stop).toBe('removed');
    }
    expect(second.view('orders')?.since).toBe(first.view('orders')?.since);
    const ends = (await rows()).filter(row => row.to_status === 'Stopped');
    expect(ends.map(row => row.cause)).toEqual(['removed', 'removed']);
  }, 60_000);

  it('count a restart once, and show the same of it', async () => {
    world.renew('orders');
    await Replica.start(world);
    await world.pass(MINUTE, { orders: 1 });
    await Replica.start(world);
    await world.pass(MINUTE, { orders: 1 });
    await world.pass(MINUTE, { orders: 2 });
    await world.pass(MINUTE, { orders: 3 });
    await world.agree({ orders: 3 });
    for (const replica of world.replicas) {
      expect(replica.view('orders')).toMatchObject({
        status: 'Alive',
        restarts: 2,
        recentRestarts: [{ kind: 'restart' }, { kind: 'restart' }],
      });
    }
  }, 60_000);

  it('vouch for what they took up from another one, though its status never changes', async () => {
    world.renew('orders');
    const first = await Replica.start(world);
    await world.pass(2 * MINUTE, { orders: 1 });
    await Replica.start(world);
    world.replicas.shift();
    await first.stop();
    await world.pass(5 * MINUTE, { orders: 1 });
    const subject = await world.knex('heartbeat_subjects').first();
    expect(world.nowMs() - Number(subject.seen_until)).toBeLessThan(
      MINUTE + SECOND,
    );
    expect(await rows()).toHaveLength(1);
  }, 60_000);

  it('show a crash loop, of which one of them saw only the end', async () => {
    world.renew('orders');
    await Replica.start(world);
    for (const process of [1, 2, 3]) {
      await world.pass(MINUTE, { orders: process });
    }
    await Replica.start(world);
    await world.pass(MINUTE, { orders: 4 });
    await world.agree({ orders: 4 });
    for (const replica of world.replicas) {
      expect(replica.view('orders')).toMatchObject({
        restarts: 3,
        isCrashLooping: true,
      });
    }
    await world.pass(11 * MINUTE, { orders: 4 });
    await world.agree({ orders: 4 });
    for (const replica of world.replicas) {
      expect(replica.view('orders')?.isCrashLooping).toBeUndefined();
    }
  }, 120_000);

  it('show flapping that one of them has not seen', async () => {
    world.renew('orders');
    await Replica.start(world);
    for (let i = 0; i < 3; i++) {
      await world.pass(MINUTE, { orders: 1 });
      await world.pass(MINUTE);
    }
    await world.pass(20 * SECOND, { orders: 1 });
    await Replica.start(world);
    await world.pass(20 * SECOND, { orders: 1 });
    await world.agree({ orders: 1 });
    for (const replica of world.replicas) {
      expect(replica.view('orders')?.isFlapping).toBe(true);
    }
  }, 120_000);

  it('agree again after one of them stood still, and nothing is counted twice', async () => {
    world.renew('orders');
    world.renew('shop');
    await Replica.start(world);
    const second = await Replica.start(world);
    await world.pass(2 * MINUTE, { orders: 1, shop: 1 });
    second.pause();
    await world.pass(30 * SECOND, { orders: 2, shop: 1 });
    await world.pass(30 * SECOND, { orders: 3, shop: 1 });
    await second.resume();
    await world.pass(20 * SECOND, { orders: 3, shop: 1 });
    await world.agree({ orders: 3, shop: 1 });
    expect(second.view('orders')).toMatchObject({
      status: 'Alive',
      restarts: 2,
    });
    const marked = (await rows()).filter(({ mark }) => mark !== null);
    expect(marked).toHaveLength(2);
  }, 120_000);

  it('go on from the stored since when one of them could not see for a while', async () => {
    world.renew('orders');
    const first = await Replica.start(world);
    const second = await Replica.start(world);
    await world.pass(2 * MINUTE, { orders: 1 });
    const since = first.view('orders')?.since;
    second.loseSight();
    // Nothing reaches it.
    const replicas = world.replicas.splice(0);
    world.replicas.push(first);
    for (let i = 0; i < 10; i++) {
      await world.pass(10 * SECOND, { orders: 1 });
      await second.pass(10 * SECOND);
    }
    world.replicas.splice(0, 1, ...replicas);
    // Its own verdict, since its own time.
    expect(second.view('orders')?.status).toBe('Unknown');
    expect(second.view('orders')?.since).not.toBe(since);
    expect(first.view('orders')).toMatchObject({ status: 'Alive', since });
    second.regainSight();
    await world.pass(10 * SECOND, { orders: 1 });
    await world.agree({ orders: 1 });
    expect(second.view('orders')).toMatchObject({ status: 'Alive', since });
  }, 120_000);

  it('ask for nothing where none has written anything and there is no other', async () => {
    world.renew('orders');
    const only = await Replica.start(world);
    await world.pass(3 * MINUTE, { orders: 1 });
    const read = jest.spyOn(only.history.store, 'rowsAfter');
    await world.pass(3 * MINUTE, { orders: 1 });
    expect(read).not.toHaveBeenCalled();
    await Replica.start(world);
    await world.pass(3 * MINUTE, { orders: 1 });
    expect(read).toHaveBeenCalled();
    // One each three seconds, and no more.
    expect(read.mock.calls.length).toBeLessThanOrEqual(61);
  }, 120_000);
});
