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

import type { Sight } from 'backstage-plugin-heartbeat-common';
import { collectMetrics } from '../telling/__testUtils__/collectMetrics';
import { SCOPE, trackedWorld } from '../__testUtils__/trackedWorld';
import { TellingWorld } from '../telling/__testUtils__/TellingWorld';

const sight: Sight = {
  cluster: 'demo',
  source: 'label',
  selector: 'heartbeat/controller',
  namespace: 'apps',
  status: 'synced',
  since: '2026-11-22T12:00:00.000Z',
};

function setUp() {
  const { metrics, read } = collectMetrics();
  const world = new TellingWorld({ metrics });
  return { world, read };
}

describe('the metrics', () => {
  it('count controllers by cluster and status, with the statuses that none has', async () => {
    const { world, read } = setUp();
    world.registry.setSight('empty', { ...sight, cluster: 'empty' });
    await world.change({
      a: { status: 'Alive' },
      b: { status: 'Alive' },
      c: { status: 'Dead' },
    });
    expect(await read('heartbeat.controllers')).toEqual(
      Object.fromEntries(
        ['demo', 'empty'].flatMap(cluster =>
          ['Dead', 'Late', 'Unknown', 'Stopped', 'Alive'].map(status => [
            `${cluster} ${status}`,
            cluster === 'demo' ? { Alive: 2, Dead: 1 }[status] ?? 0 : 0,
          ]),
        ),
      ),
    );
  });

  it('have the greatest age of each status, and no controller by name', async () => {
    const { world, read } = setUp();
    await world.change({ a: { status: 'Alive' } });
    await world.pass(5_000);
    await world.change({ b: { status: 'Alive' } });
    await world.pass(2_000);
    expect(await read('heartbeat.renewal.age.max')).toMatchObject({
      'demo Alive': 7,
      'demo Dead': 0,
    });
    expect(await read('heartbeat.renewal.age')).toEqual({});
    await world.change({ a: { status: 'Dead' }, b: { status: 'Dead' } });
    expect(await read('heartbeat.renewal.age.max')).toMatchObject({
      'demo Alive': 0,
      'demo Dead': 7,
    });
  });

  it('count transitions of this replica, whoever writes them', async () => {
    const { world, read } = setUp();
    await world.change({ a: { status: 'Alive', cause: 'first-sight' } });
    await world.change({ a: { status: 'Dead', isWrittenByAnother: true } });
    expect(await read('heartbeat.transitions')).toEqual({
      'demo Alive first-sight': 1,
      'demo Dead silence': 1,
    });
  });

  it('measure how late a verdict is, where its moment is not dated back on purpose', async () => {
    const { world, read } = setUp();
    await world.change({ a: { status: 'Alive', cause: 'first-sight' } });
    await world.change({ a: { status: 'Dead', agoMs: 40 } });
    await world.change({
      a: { status: 'Alive', cause: 'sight-regained', agoMs: 90_000 },
    });
    expect(await read('heartbeat.observer.lag')).toEqual({
      'demo silence': expect.objectContaining({ count: 1, sum: 0.04 }),
    });
  });

  it('measure how long each change of leader took, and how long nobody led', async () => {
    const { world, read } = setUp();
    const { tracker, renew, clock } = trackedWorld(world);
    const elected = (holder: string, leaseTransitions: number) =>
      renew(['orders'], {
        ...{ holder, leaseTransitions },
        isElection: true,
        leaseDurationSeconds: 15,
      });
    tracker.reconcile(SCOPE, []);
    elected('a', 0);
    clock.advance(2_000);
    elected('a', 0);
    clock.advance(20_000);
    elected('b', 1);
    // Within its time, and so no change of the status.
    clock.advance(3_000);
    elected('c', 2);
    expect(await read('heartbeat.leader.change.duration')).toEqual({
      demo: expect.objectContaining({ count: 2, sum: 23 }),
    });
    expect(await read('heartbeat.leader.absence.duration')).toEqual({
      demo: expect.objectContaining({ count: 2, sum: 5 }),
    });
  });

  it('sum up what watches count, over the namespaces of a source', async () => {
    const { world, read } = setUp();
    for (const namespace of ['apps', 'infra']) {
      world.registry.setSight(namespace, { ...sight, namespace });
      world.registry.setStatistics(namespace, () => ({
        lists: 2,
        events: 100,
        errors: 1,
      }));
    }
    world.registry.setSight('b', { ...sight, cluster: 'b', status: 'failed' });
    expect(await read('heartbeat.watches')).toEqual({
      'demo label synced': 2,
      'demo label starting': 0,
      'demo label failed': 0,
      'b label synced': 0,
      'b label starting': 0,
      'b label failed': 1,
    });
    world.registry.setSight('b', { ...sight, cluster: 'b' });
    expect(await read('heartbeat.watches')).toMatchObject({
      'b label synced': 1,
      'b label failed': 0,
    });
    expect(await read('heartbeat.watch.lists')).toEqual({ 'demo label': 4 });
    expect(await read('heartbeat.watch.events')).toEqual({ 'demo label': 200 });
    expect(await read('heartbeat.watch.errors')).toEqual({ 'demo label': 2 });
  });

  it('count what was told and what could not be, by the kind of failure', async () => {
    const { world, read } = setUp();
    const { metrics } = world.telling;
    metrics.renewal('backstage');
    metrics.renewal('backstage', { name: 'KubernetesError', status: 503 });
    metrics.renewal('backstage', new TypeError('no'));
    metrics.renewal('backstage', 'no');
    expect(await read('heartbeat.renewals')).toEqual({
      backstage: 1,
      'backstage 503': 1,
      'backstage TypeError': 1,
      'backstage _OTHER': 1,
    });
    metrics.conflict('backstage');
    expect(await read('heartbeat.renewal.conflicts')).toEqual({ backstage: 1 });
    world.publish.mockRejectedValueOnce(new Error('no bus'));
    await world.change({ a: { status: 'Late' } });
    await world.change({ a: { status: 'Dead' } });
    expect(await read('heartbeat.events')).toEqual({ '': 1, Error: 1 });
    world.owns('group:default/team-a', 'a');
    await world.pass(60_000);
    expect(await read('heartbeat.notifications')).toEqual({ '': 1 });
  });

  it('show what waits for the history, once there is one', async () => {
    const { world, read } = setUp();
    expect(await read('heartbeat.history.queue.size')).toEqual({});
    world.telling.metrics.observeHistory(() => ({ queued: 7, merged: 3 }));
    expect(await read('heartbeat.history.queue.size')).toEqual({ '': 7 });
    expect(await read('heartbeat.history.queue.merged')).toEqual({ '': 3 });
  });

  it('have the way round of our own heartbeat', async () => {
    const { world, read } = setUp();
    const ref = { cluster: 'demo', namespace: 'backstage', name: 'portal' };
    world.registry.canary.written(ref, 't1');
    expect(await read('heartbeat.canary.duration')).toEqual({});
    await world.pass(30);
    world.registry.canary.seen({
      ...{ ref, uid: 'u', controller: 'backstage', renewTime: 't1' },
    });
    expect(await read('heartbeat.canary.duration')).toEqual({ demo: 0.03 });
  });
});
