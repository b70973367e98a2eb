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

import type { LivenessStatus, Sight } from 'backstage-plugin-heartbeat-common';
import { observedHeartbeat } from '../__testUtils__/observedHeartbeat';
import type { SubjectTransition } from '../subjects/Subject';
import { systemClock } from '../time/clock';
import { HeartbeatRegistry } from './HeartbeatRegistry';
import type { LeaseRecord } from './LeaseRecord';
import type {
  HeartbeatTransition,
  ObservedHeartbeat,
  ObservedRestart,
} from './liveness';

const heartbeat = observedHeartbeat('orders');

const firstSight: HeartbeatTransition = {
  to: { status: 'Alive' },
  atMonotonicMs: 0,
  atWallMs: 0,
  cause: 'first-sight',
};

const sight: Sight = {
  cluster: 'demo',
  source: 'label',
  selector: 'heartbeat/controller',
  status: 'failed',
  reason: 'unreachable',
  message: 'no answer',
  since: '2026-11-22T12:00:00.000Z',
};

function setUp() {
  const registry = new HeartbeatRegistry({ clock: systemClock });
  const onChange = jest.fn();
  const stop = registry.onChange(onChange);
  const onControllerChange = jest.fn();
  registry.controllers.onChange(onControllerChange);
  return { registry, onChange, onControllerChange, stop };
}

describe('the registry', () => {
  it('has the latest of each heartbeat, and tells of transitions, not of renewals', () => {
    const { registry, onControllerChange } = setUp();
    registry.setHeartbeat(heartbeat, firstSight);
    registry.setHeartbeat({ ...heartbeat, clockSkewMs: 5 });
    expect([...registry.heartbeats()]).toEqual([
      { ...heartbeat, clockSkewMs: 5 },
    ]);
    expect(onControllerChange).toHaveBeenCalledTimes(1);
    registry.deleteHeartbeat(heartbeat.id);
    registry.deleteHeartbeat(heartbeat.id);
    expect([...registry.heartbeats()]).toEqual([]);
    expect(onControllerChange).toHaveBeenCalledTimes(2);
  });

  it('keeps since when a place has been out of sight, while the reason changes', () => {
    const { registry, onChange } = setUp();
    registry.setSight('a', sight);
    registry.setSight('a', { ...sight, since: '2026-11-22T12:00:05.000Z' });
    expect(onChange).toHaveBeenCalledTimes(1);
    registry.setSight('a', {
      ...sight,
      message: 'refused',
      since: '2026-11-22T12:00:10.000Z',
    });
    expect(registry.sights()).toEqual([{ ...sight, message: 'refused' }]);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('forgets a place where nobody looks any more', () => {
    const { registry, onChange } = setUp();
    registry.setSight('a', sight);
    registry.deleteSight('a');
    registry.deleteSight('a');
    expect(registry.sights()).toEqual([]);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('forgets a problem that is over', () => {
    const { registry, onChange } = setUp();
    registry.setClusterProblem('the Kubernetes plugin', 'it does not answer');
    registry.setClusterProblem('the Kubernetes plugin', 'it does not answer');
    expect(registry.clusterProblems()).toEqual(['it does not answer']);
    registry.setClusterProblem('the Kubernetes plugin', undefined);
    expect(registry.clusterProblems()).toEqual([]);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('tells nobody who does not listen any more', () => {
    const { registry, onChange, stop } = setUp();
    stop();
    registry.setSight('a', sight);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('tells of a replica only what it changes for its controller', () => {
    const { registry } = setUp();
    const transitions: SubjectTransition[] = [];
    registry.controllers.onTransition(transition =>
      transitions.push(transition),
    );
    const replica = (name: string, status: LivenessStatus, atMs: number) =>
      registry.setHeartbeat(
        {
          ...heartbeat,
          id: `demo/apps/orders.${name}`,
          record: { ...heartbeat.record, replica: name },
          status,
        },
        {
          ...firstSight,
          to: { status },
          atMonotonicMs: atMs,
          cause: 'silence',
        },
      );
    replica('a', 'Alive', 1);
    replica('b', 'Alive', 2);
    replica('a', 'Dead', 3);
    replica('b', 'Dead', 4);
    expect(
      transitions.map(({ subject, from, to, atMonotonicMs }) => [
        subject.id,
        from?.status,
        to.status,
        atMonotonicMs,
      ]),
    ).toEqual([
      ['demo/apps/replicas/orders', undefined, 'Alive', 1],
      ['demo/apps/replicas/orders', 'Alive', 'Dead', 4],
    ]);
  });

  it('knows how each controller came to its verdict, until nothing is left of it', () => {
    const { registry } = setUp();
    const { controllers } = registry;
    const onLeft = jest.fn();
    controllers.onLeft(onLeft);
    const replica = (name: string): ObservedHeartbeat => ({
      ...heartbeat,
      id: `demo/apps/orders.${name}`,
      record: { ...heartbeat.record, replica: name },
    });
    registry.setHeartbeat(heartbeat, firstSight);
    registry.setHeartbeat(replica('a'), firstSight);
    registry.setHeartbeat(replica('b'), firstSight);
    const group = 'demo/apps/replicas/orders';
    expect([...controllers.subjects()].map(({ id }) => id)).toEqual([
      heartbeat.id,
      group,
    ]);
    expect(controllers.transition(group)).toBeDefined();
    expect(controllers.subject(group)?.replicas).toHaveLength(2);
    expect(controllers.subject('demo/apps/orders.a')).toBeUndefined();
    registry.deleteHeartbeat('demo/apps/orders.a');
    expect(onLeft).not.toHaveBeenCalled();
    registry.deleteHeartbeat('demo/apps/orders.b');
    registry.deleteHeartbeat(heartbeat.id);
    expect(onLeft.mock.calls).toEqual([[group], [heartbeat.id]]);
    expect([...controllers.subjects()]).toEqual([]);
    expect(controllers.transition(group)).toBeUndefined();
    expect(controllers.subject(group)).toBeUndefined();
  });

  it('follows a label that makes a replica of another controller, or none', () => {
    const { registry } = setUp();
    const names = () =>
      Array.from(registry.controllers.subjects(), ({ id, replicas }) => [
        id,
        ...(replicas ?? []).map(({ record }) => record.replica),
      ]);
    const replica = (name: string, labels: Partial<LeaseRecord> = {}) =>
      registry.setHeartbeat(
        {
          ...heartbeat,
          id: `demo/apps/${name}`,
          record: { ...heartbeat.record, replica: name, ...labels },
        },
        firstSight,
      );
    replica('a');
    replica('b');
    replica('a', { controller: 'other' });
    expect(names()).toEqual([
      ['demo/apps/replicas/orders', 'b'],
      ['demo/apps/replicas/other', 'a'],
    ]);
    replica('b', { replica: undefined });
    expect(names()).toEqual([
      ['demo/apps/replicas/other', 'a'],
      ['demo/apps/b'],
    ]);
  });

  it('knows of the disruptions of clusters, until they are over', () => {
    const { registry, onChange } = setUp();
    const disruption = {
      ...{ cluster: 'demo', count: 5 },
      ...{ sinceMonotonicMs: 0, sinceWallMs: 0 },
    };
    registry.setDisruption('demo', disruption);
    expect(registry.disruptions()).toEqual([disruption]);
    expect([...registry.closedGates()]).toEqual([
      { kind: 'disruption', cluster: 'demo', sinceMonotonicMs: 0 },
    ]);
    registry.setDisruption('demo', undefined);
    expect(registry.disruptions()).toEqual([]);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('knows of the last stall of this process, which is a gate until it is over', () => {
    const { registry, onChange } = setUp();
    const stall = { endedMonotonicMs: 9_000, lastedMs: 4_000 };
    registry.setStall({ ...stall, isHolding: true });
    expect([...registry.closedGates()]).toEqual([
      { kind: 'event-loop', sinceMonotonicMs: 5_000 },
    ]);
    registry.setStall({ ...stall, isHolding: false });
    expect([...registry.closedGates()]).toEqual([]);
    expect(registry.stall).toEqual({ ...stall, isHolding: false });
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('tells of a restart that changes no verdict, once, and not of one from before we looked', () => {
    const { registry } = setUp();
    const onMark = jest.fn();
    registry.controllers.onMark(onMark);
    const restart: ObservedRestart = {
      kind: 'restart',
      ...{ atMonotonicMs: 7, atWallMs: 7 },
      ...{ previousHolder: 'a_1', holder: 'a_2' },
    };
    registry.setHeartbeat({ ...heartbeat, restarts: 3 }, firstSight);
    registry.setHeartbeat({ ...heartbeat, restarts: 3 });
    expect(onMark).not.toHaveBeenCalled();
    const restarted = { restarts: 4, recentRestarts: [restart] };
    registry.setHeartbeat({ ...heartbeat, ...restarted });
    registry.setHeartbeat({ ...heartbeat, ...restarted });
    expect(onMark.mock.calls).toEqual([
      [
        expect.objectContaining({
          cause: 'restart',
          atMonotonicMs: 7,
          mark: expect.stringContaining(heartbeat.record.uid),
          evidence: {
            replica: undefined,
            previousHolder: 'a_1',
            holder: 'a_2',
          },
          subject: expect.objectContaining({ id: heartbeat.id }),
        }),
      ],
    ]);
  });
});
