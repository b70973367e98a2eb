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

import { createServer, type Server } from 'node:net';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  notificationService,
  type NotificationSendOptions,
} from '@backstage/plugin-notifications-node';
import { eventually } from '@internal/test-support';
import { startPlugin } from '../__testUtils__/heartbeatBackend';
import { collectMetrics } from '../telling/__testUtils__/collectMetrics';

async function listen(port = 0): Promise<Server> {
  const server = createServer(socket => socket.end());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

const close = (server: Server) =>
  new Promise(resolve => {
    server.close(resolve);
  });

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server does not listen');
  }
  return address.port;
}

/** For several checks, on a busy machine. */
const PATIENCE_MS = 20_000;

/** A backend with this plugin, in which team-a owns an entity that names one server at this port. */
async function startBackend(port: number) {
  const { metrics, read } = collectMetrics();
  const sent: NotificationSendOptions[] = [];
  const backend = await startPlugin({
    entities: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'orders',
          annotations: { 'heartbeat/server': 'orders' },
        },
        spec: { owner: 'group:default/team-a' },
        relations: [{ type: 'ownedBy', targetRef: 'group:default/team-a' }],
      },
    ],
    features: [
      createServiceFactory({
        service: metricsServiceRef,
        deps: {},
        factory: () => metrics,
      }),
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({ send: async options => void sent.push(options) }),
      }),
    ],
    heartbeat: {
      servers: [
        {
          name: 'orders',
          interval: '1s',
          timeout: '500ms',
          tcp: { host: '127.0.0.1', port },
        },
      ],
      notifications: { delay: '0s' },
    },
  });
  return { backend, read, sent };
}

describe('a server, in a backend with this plugin', () => {
  it(
    'is measured, and its owner told when it is down and when it is healthy again',
    async () => {
      let server = await listen();
      const port = portOf(server);
      const { backend, read, sent } = await startBackend(port);
      const countOf = async (status: string) =>
        (await read('heartbeat.servers'))[`tcp config ${status}`];
      try {
        await eventually(
          'a first check',
          async () => (await countOf('Healthy')) === 1,
          { withinMs: PATIENCE_MS },
        );
        await close(server);
        await eventually('its end', () => sent.length === 1, {
          withinMs: PATIENCE_MS,
        });
        expect(await countOf('Down')).toBe(1);
        expect(await read('heartbeat.server.check.duration')).toMatchObject({
          'tcp healthy': { count: expect.any(Number) },
          'tcp down connection-refused': { count: expect.any(Number) },
        });
        expect(await read('heartbeat.server.shards')).toEqual({ '': 16 });
        server = await listen(port);
        await eventually('its return', () => sent.length === 2, {
          withinMs: PATIENCE_MS,
        });
        expect(sent).toEqual([
          {
            recipients: { type: 'entity', entityRef: ['group:default/team-a'] },
            payload: expect.objectContaining({
              title: 'Server orders is down',
              link: '/catalog/default/component/orders',
              scope: 'server:config/orders',
            }),
          },
          {
            recipients: { type: 'entity', entityRef: ['group:default/team-a'] },
            payload: expect.objectContaining({
              title: 'Server orders is healthy again',
              scope: 'server:config/orders',
            }),
          },
        ]);
      } finally {
        await backend.stop();
        await close(server);
      }
    },
    4 * PATIENCE_MS,
  );
});
