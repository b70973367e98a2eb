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

import type { HeartbeatEntity } from 'backstage-plugin-heartbeat-common';
import { observedHeartbeat } from '../__testUtils__/observedHeartbeat';
import { clusterText } from './clusterText';
import { controllerText } from './controllerText';
import { toController } from './ObservedController';
import type { ObservedHeartbeat } from './liveness';

const NOON = Date.parse('2026-11-22T12:00:00Z');

const best = observedHeartbeat('orders', { status: 'Dead', sinceWallMs: NOON });

const controller = toController(best.id, { best }, undefined);
const DEAD = { kind: 'status', status: 'Dead' } as const;

const entity: HeartbeatEntity = {
  entityRef: 'component:Shop/Order-Desk',
  owner: 'group:default/team-a',
};

function described(
  change: Partial<ObservedHeartbeat>,
  replicas?: ObservedHeartbeat[],
) {
  const leases = { best: { ...best, ...change }, replicas };
  const changed = toController(best.id, leases, undefined);
  return controllerText(changed, DEAD, [entity]).description;
}

describe('the words of a notification', () => {
  it('say no number that is not known', () => {
    expect(described({})).toBe(
      'What it does for Order-Desk stands still: no heartbeat was seen, and it counts as dead since 22 Nov, 12:00:00 UTC. What you see of that may be out of date. How we know: its Lease apps/orders in cluster demo is not renewed any more.',
    );
  });

  it('say of a controller with replicas that none of them is left', () => {
    expect(described({}, [best, best])).toContain(
      'none of its 2 replicas renews its Lease any more; the last one, Lease apps/orders in cluster demo, is not',
    );
  });

  it.each([
    [400, '1 s'],
    [59_600, '1 min'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [7_920_000, '2 h 12 min'],
    [3_601_000, '1 h'],
    [90_061_000, '25 h 1 min'],
  ])('have %i ms as "%s"', (afterMs, words) => {
    const news = { kind: 'over', was: 'Dead', afterMs } as const;
    expect(controllerText(controller, news, []).description).toContain(
      `it was away for ${words}.`,
    );
  });

  it('lead to the page of the entity, in the form that the catalog has', () => {
    expect(controllerText(controller, DEAD, [entity]).link).toBe(
      '/catalog/shop/component/order-desk',
    );
  });

  it('name the unnamed controller', () => {
    const unnamed = { ...best, record: { ...best.record, controller: '' } };
    const { title } = controllerText(
      toController(best.id, { best: unnamed }, undefined),
      DEAD,
      [],
    );
    expect(title).toBe('Controller without a name is dead');
  });

  it.each([
    [1, 'One controller has not'],
    [3, '3 controllers have not'],
  ])('count %i controllers of a disruption', (count, words) => {
    const text = clusterText({
      ...{ cluster: 'demo', reason: 'disruption', sinceWallMs: NOON, count },
      message: '',
    });
    expect(text.description).toContain(words);
  });
});
