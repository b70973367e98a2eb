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

import {
  HOUR,
  MINUTE,
  SCOPE,
  SECOND,
  trackedWorld,
} from '../../__testUtils__/trackedWorld';
import type { LeaseRecord } from '../LeaseRecord';
import { aged } from './Checkpoint';

const LEASE = 'orders';

/** An election by client-go's numbers: 15 s, renewed each 2 s. */
function setUp(
  change: Partial<LeaseRecord> = {},
  options: Parameters<typeof trackedWorld>[0] = {},
) {
  const world = trackedWorld(options);
  const { clock, tracker, lease } = world;
  tracker.reconcile(SCOPE, []);
  let leaseTransitions = 0;
  let holder = '';
  const record = (more: Partial<LeaseRecord> = {}) =>
    lease(LEASE, {
      ...{ holder, leaseDurationSeconds: 15, isElection: true },
      ...{ leaseTransitions, ...change, ...more },
    });
  return {
    ...world,
    record,
    /** This one takes the Lease and renews it for so long. */
    lead(pod: string, ms: number) {
      holder = pod;
      leaseTransitions++;
      for (let passed = 0; passed < ms; passed += 2 * SECOND) {
        tracker.observe(SCOPE, record());
        clock.advance(2 * SECOND);
      }
    },
    /** As client-go does on a clean shutdown. */
    release() {
      tracker.observe(SCOPE, record({ holder: '', leaseDurationSeconds: 1 }));
    },
    now: () => world.heartbeat(LEASE),
    said: () => world.story(LEASE),
  };
}

describe('a controller that gives its Lease up again and again', () => {
  it('is an outage from the second time on, when nobody takes it in the time of a successor', () => {
    const { clock, lead, release, now, said } = setUp();
    const waits = [10, 20, 40, 80];
    waits.forEach((seconds, i) => {
      lead(`web-0_0a1b2c3${i}`, 8 * SECOND);
      release();
      expect(now().status).toBe('Stopped');
      clock.advance(seconds * SECOND);
    });
    expect(said()).toEqual([
      ...['Alive', 'Stopped', 'Alive', 'Stopped', 'Dead', 'Alive'],
      ...['Stopped', 'Dead', 'Alive', 'Stopped', 'Dead'],
    ]);
    expect(now().isCrashLooping).toBe(true);
    expect(now().stop).toMatchObject({ by: 'released', isRepeated: true });
  });

  it('is dead 4.4 usual gaps after it has done so, to the millisecond', () => {
    const { clock, lead, release, transitions } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    release();
    clock.advance(10 * SECOND);
    lead('web-0_0a1b2c31', 20 * SECOND);
    release();
    const releasedMs = clock.monotonicMs();
    clock.advance(MINUTE);
    expect(transitions.at(-1)).toMatchObject({
      to: { status: 'Dead' },
      cause: 'abandoned',
      atMonotonicMs: releasedMs + 8_800,
    });
  });

  it('is none where rollouts bring another one each time', () => {
    const { clock, lead, release, said } = setUp();
    ['a', 'b', 'c', 'd'].forEach(pod => {
      lead(`web-${pod}_0a1b2c30`, 8 * SECOND);
      release();
      clock.advance(MINUTE);
    });
    expect(said()).not.toContain('Dead');
  });

  it('is none where it did so before, but long ago', () => {
    const { clock, lead, release, said } = setUp();
    lead('web-0_0a1b2c30', 8 * SECOND);
    release();
    clock.advance(MINUTE);
    lead('web-0_0a1b2c31', 12 * MINUTE);
    release();
    clock.advance(MINUTE);
    expect(said()).toEqual(['Alive', 'Stopped', 'Alive', 'Stopped']);
  });

  it('is one for a replica of the portal that starts in the midst of it, too', () => {
    const { clock, lead, release, tracker, now } = setUp();
    lead('web-0_0a1b2c30', 8 * SECOND);
    release();
    clock.advance(10 * SECOND);
    lead('web-0_0a1b2c31', 8 * SECOND);
    const checkpoint = tracker.checkpoint(now().id);
    const next = setUp({}, { clock, checkpoints: checkpoint && [checkpoint] });
    next.tracker.reconcile(SCOPE, [next.record({ holder: 'web-0_0a1b2c31' })]);
    next.lead('web-0_0a1b2c31', 4 * SECOND);
    next.release();
    // As long as its rhythm is not known again, a successor is given 4.4 thirds of D.
    clock.advance(22 * SECOND);
    expect(next.now().status).toBe('Dead');
  });

  it('is not told before the API server has answered that nobody holds the Lease', () => {
    const { clock, lead, release, now } = setUp({}, { isAnswered: false });
    lead('web-0_0a1b2c30', 8 * SECOND);
    release();
    clock.advance(10 * SECOND);
    lead('web-0_0a1b2c31', 8 * SECOND);
    release();
    clock.advance(MINUTE);
    expect(now().status).toBe('Stopped');
  });
});

describe('a Lease of an election that nobody takes after it was given up', () => {
  it('says after ten minutes that nobody leads', () => {
    const { clock, lead, release, now, said } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    release();
    clock.advance(10 * MINUTE - 1);
    expect(now().status).toBe('Stopped');
    clock.advance(1);
    expect(said()).toEqual(['Alive', 'Stopped', 'Dead']);
    expect(now().hasLived).toBe(true);
    lead('web-1_0a1b2c30', 2 * SECOND);
    expect(now()).toMatchObject({ status: 'Alive', stop: undefined });
  });

  it.each([
    ['after as long as its source says', { vacancyMs: MINUTE }, 'Dead'],
    ['never where its source says so', { vacancyMs: Infinity }, 'Stopped'],
  ])('says so %s', (_, terms, status) => {
    const { clock, lead, release, now } = setUp({ terms });
    lead('web-0_0a1b2c30', 20 * SECOND);
    release();
    clock.advance(MINUTE + 1);
    expect(now().status).toBe(status);
    clock.advance(HOUR);
    expect(now().status).toBe(status);
  });

  it('says nothing where it had been given up before we came', () => {
    const { clock, tracker, record, said } = setUp();
    tracker.reconcile(SCOPE, [record({ holder: '', leaseDurationSeconds: 1 })]);
    clock.advance(HOUR);
    expect(said()).toEqual(['Stopped']);
  });

  it('is the stop of a heartbeat where there is no election', () => {
    const { clock, lead, release, said } = setUp({
      ...{ isElection: false, leaseTransitions: undefined },
    });
    lead('web-0_0a1b2c30', 20 * SECOND);
    release();
    clock.advance(HOUR);
    expect(said()).toEqual(['Alive', 'Stopped']);
  });

  it('is counted from when it was given up, over a restart of the portal', () => {
    const { clock, lead, release, tracker, record, now } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    release();
    const released = record({ holder: '', leaseDurationSeconds: 1 });
    clock.advance(8 * MINUTE);
    const checkpoint = tracker.checkpoint(now().id);
    const next = setUp({}, { clock, checkpoints: checkpoint && [checkpoint] });
    next.tracker.reconcile(SCOPE, [
      { ...released, renewTime: checkpoint?.renewTime },
    ]);
    clock.advance(2 * MINUTE - 1);
    expect(next.now().status).toBe('Stopped');
    clock.advance(1);
    expect(next.now().status).toBe('Dead');
  });
});

describe('a Lease that is deleted', () => {
  it.each([
    ['while it is renewed: a clean stop', 0, 'deleted'],
    ['when it is late: it was removed', 12, 'removed'],
    [
      'when it is dead: it was removed, and its down time is over',
      60,
      'removed',
    ],
  ])('%s', (_, silentSeconds, by) => {
    const { clock, lead, tracker, record, now, transitions } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    clock.advance(silentSeconds * SECOND);
    tracker.remove(SCOPE, record().ref);
    expect(now()).toMatchObject({
      status: 'Stopped',
      isGone: true,
      stop: { by },
    });
    expect(transitions.at(-1)?.cause).toBe(by);
  });

  it('after it was given up is what it was', () => {
    const { lead, release, tracker, record, now, said } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    release();
    tracker.remove(SCOPE, record().ref);
    expect(said()).toEqual(['Alive', 'Stopped']);
    expect(now().stop?.by).toBe('released');
  });

  it('with its namespace is no clean stop', () => {
    const { lead, tracker, record, now, transitions } = setUp(
      {},
      { whereabouts: 'namespace-deleted' },
    );
    lead('web-0_0a1b2c30', 20 * SECOND);
    tracker.remove(SCOPE, record().ref);
    expect(now()).toMatchObject({
      status: 'Stopped',
      stop: { by: 'namespace-deleted' },
    });
    expect(transitions.at(-1)?.cause).toBe('namespace-deleted');
  });

  it('is listed for a day from then on, and the same after a restart of the portal', () => {
    const { clock, lead, tracker, record, now } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    clock.advance(MINUTE);
    tracker.remove(SCOPE, record().ref);
    const { sinceWallMs } = now();
    const checkpoint = tracker.checkpoint(now().id);
    clock.advance(23 * HOUR);
    const next = trackedWorld({
      clock,
      checkpoints: checkpoint && [aged(checkpoint, 23 * HOUR)],
    });
    next.tracker.reconcile(SCOPE, [], clock.monotonicMs());
    expect(next.heartbeat(LEASE)).toMatchObject({
      ...{ status: 'Stopped', isGone: true, sinceWallMs },
      stop: { by: 'removed' },
      record: { controller: LEASE },
    });
    expect(next.transitions).toEqual([]);
    clock.advance(HOUR);
    expect(next.verdicts.size).toBe(0);
  });

  it('while the portal was away is gone when it is back', () => {
    const { clock, lead, tracker, now } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    clock.advance(MINUTE);
    expect(now().status).toBe('Dead');
    const checkpoint = tracker.checkpoint(now().id);
    clock.advance(MINUTE);
    const next = trackedWorld({
      clock,
      checkpoints: checkpoint && [checkpoint],
    });
    next.tracker.reconcile(SCOPE, [], clock.monotonicMs());
    expect(next.transitions).toMatchObject([
      { from: { status: 'Dead' }, to: { status: 'Stopped' }, cause: 'removed' },
    ]);
  });

  it('is not gone for who only has a list from before it was made', () => {
    const { clock, lead, tracker, now } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    const checkpoint = tracker.checkpoint(now().id);
    const askedMs = clock.monotonicMs() - 1;
    const next = trackedWorld({
      clock,
      checkpoints: checkpoint && [checkpoint],
    });
    next.tracker.reconcile(SCOPE, [], askedMs);
    expect(next.verdicts.size).toBe(0);
  });

  it('and waits for somebody to let it go has stopped, and lives if it is renewed', () => {
    const { clock, lead, tracker, record, now, said } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    const last = { ...now().record, isDeleting: true };
    tracker.observe(SCOPE, last);
    clock.advance(HOUR);
    tracker.reconcile(SCOPE, [last]);
    expect(now()).toMatchObject({
      ...{ status: 'Stopped', isGone: false },
      stop: { by: 'deleted' },
    });
    tracker.observe(SCOPE, record({ isDeleting: true }));
    expect(said()).toEqual(['Alive', 'Stopped', 'Alive']);
  });
});

describe('a Lease that loses the label by which it is found', () => {
  it('is Unknown with that reason, and no stop, until it has it again', () => {
    const { clock, lead, tracker, record, now, said } = setUp(
      {},
      { whereabouts: 'label-lost' },
    );
    lead('web-0_0a1b2c30', 20 * SECOND);
    tracker.remove(SCOPE, record().ref);
    expect(now().unknown).toMatchObject({
      reason: 'label-lost',
      lastKnown: 'Alive',
      params: { lease: 'apps/orders', cluster: 'demo' },
    });
    clock.advance(HOUR);
    lead('web-0_0a1b2c30', 2 * SECOND);
    expect(said()).toEqual(['Alive', 'Unknown (label-lost)', 'Alive']);
  });

  it('is Unknown, and not Alive, where it has the label again and was not renewed since', () => {
    const { clock, lead, tracker, record, now } = setUp(
      {},
      { whereabouts: 'label-lost' },
    );
    lead('web-0_0a1b2c30', 20 * SECOND);
    const last = now().record;
    tracker.remove(SCOPE, record().ref);
    clock.advance(MINUTE);
    tracker.observe(SCOPE, last);
    expect(now().unknown?.reason).toBe('starting');
    clock.advance(MINUTE);
    expect(now().status).toBe('Dead');
  });

  it('is no stop either where that is found later, as its controller made it anew', () => {
    const { lead, tracker, record, now } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    tracker.remove(SCOPE, record().ref);
    expect(now().status).toBe('Stopped');
    tracker.settle(SCOPE, record().ref, 'label-lost');
    expect(now().unknown?.reason).toBe('label-lost');
  });

  it('is left as it is by an answer that is older than its return', () => {
    const { lead, tracker, record, said } = setUp();
    lead('web-0_0a1b2c30', 20 * SECOND);
    tracker.settle(SCOPE, record().ref, 'label-lost');
    tracker.settle(SCOPE, record().ref, 'deleted');
    expect(said()).toEqual(['Alive']);
  });
});

describe('a Lease whose node is not there any more', () => {
  it('is no death, however often it is listed, until it is renewed again', () => {
    const { clock, lead, tracker, record, now, said } = setUp();
    lead('node-1', 20 * SECOND);
    const last = now().record;
    clock.advance(10 * SECOND);
    tracker.retire(SCOPE, record().ref);
    tracker.reconcile(SCOPE, [last]);
    clock.advance(HOUR);
    tracker.reconcile(SCOPE, [last]);
    expect(now()).toMatchObject({
      status: 'Stopped',
      stop: { by: 'node-deleted' },
    });
    tracker.observe(SCOPE, record());
    expect(said()).toEqual(['Alive', 'Late', 'Stopped', 'Alive']);
  });
});
