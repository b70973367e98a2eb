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

import { setTimeout as sleep } from 'node:timers/promises';
import {
  countReplicas,
  type Heartbeat,
  type HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { eventually } from '@internal/test-support';
import { CLUSTER, Portal } from './support/Portal';

const NAMESPACE = 'default';

/** D; Dead is said a second later. */
const DURATION_SECONDS = 6;

/** Several times what a death takes to be said. */
const SETTLED_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 100;

/** In which each replica has read the history again. */
const READ_TWICE_MS = 7_000;

const postgres = Object.entries(process.env).find(([name]) =>
  /^BACKSTAGE_TEST_DATABASE_POSTGRES\d+_CONNECTION_STRING$/.test(name),
)?.[1];

const describeOnPostgres = postgres ? describe : describe.skip;

describeOnPostgres(
  `two backends on one database${postgres ? '' : ' (no PostgreSQL here)'}`,
  () => {
    let kubernetes: EmbeddedKubernetes;
    const portals = new Map<string, Portal>();

    beforeAll(async () => {
      kubernetes = await EmbeddedKubernetes.start({ tls: true });
      // One after the other: the first makes the tables.
      await start('a');
      await start('b');
    }, 200_000);

    afterAll(async () => {
      await Promise.all(Array.from(portals.values(), portal => portal.stop()));
      await kubernetes.stop();
    });

    async function start(replica: string): Promise<void> {
      const renewer = {
        enabled: true,
        controller: 'backstage',
        cluster: CLUSTER,
        namespace: NAMESPACE,
        duration: { seconds: DURATION_SECONDS },
        replica,
      };
      const portal = await Portal.start(`replica-${replica}`, {
        ...{ kubernetes, postgres },
        heartbeat: { renewer },
      });
      portals.set(replica, portal);
    }

    function portalOf(replica: string): Portal {
      const portal = portals.get(replica);
      if (!portal) {
        throw new Error(`no portal ${replica}`);
      }
      return portal;
    }

    /** All of the portal's controllers as the replica `a` tells them. */
    async function controllers(): Promise<Heartbeat[]> {
      const { items } = await portalOf('a').get<HeartbeatList>('/heartbeats');
      return items.filter(({ controller }) => controller === 'backstage');
    }

    const inShort = (heartbeats: Heartbeat[]) =>
      heartbeats.map(({ status, replicas = [] }) => {
        const { alive, total } = countReplicas(replicas);
        const each = replicas.map(one => `${one.replica} ${one.status}`);
        return `${status}, ${alive} of ${total} replicas: ${each.join(', ')}`;
      });

    /** What the controller is in short, once it is that. */
    const settled = (expected: string): Promise<string> =>
      eventually(
        expected,
        async () => {
          const now = inShort(await controllers()).join('; ');
          if (now !== expected) {
            throw new Error(now);
          }
          return now;
        },
        { withinMs: SETTLED_WITHIN_MS, everyMs: ASK_EVERY_MS },
      );

    it('have a Lease each, and are one controller', async () => {
      const both = 'Alive, 2 of 2 replicas: a Alive, b Alive';
      expect(await settled(both)).toBe(both);
    });

    it('of which one is killed: that replica is dead, and the controller alive', async () => {
      await portalOf('b').kill();
      const killedMs = performance.now();
      const one = 'Alive, 1 of 2 replicas: a Alive, b Dead';
      expect(await settled(one)).toBe(one);
      expect(performance.now() - killedMs).toBeGreaterThan(
        (DURATION_SECONDS / 2) * 1000,
      );
    });

    it('of which one comes back: it is the same replica again, restarted once', async () => {
      const restarts = async () => (await controllers())[0].restarts;
      // The database may know of those of another run of these tests.
      const before = await restarts();
      await start('b');
      const both = 'Alive, 2 of 2 replicas: a Alive, b Alive';
      expect(await settled(both)).toBe(both);
      // It is of the history, which all replicas read every few seconds.
      await eventually('the restart', async () => (await restarts()) > before, {
        withinMs: SETTLED_WITHIN_MS,
        everyMs: ASK_EVERY_MS,
      });
      await sleep(READ_TWICE_MS);
      expect(await restarts()).toBe(before + 1);
    }, 120_000);

    it('of which one is shut down: it is stopped, and does not count', async () => {
      await portalOf('b').stop();
      const one = 'Alive, 1 of 1 replicas: a Alive, b Stopped';
      expect(await settled(one)).toBe(one);
    });
  },
);
