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
  SERVER_STATUSES,
  type ServerStatus,
} from 'backstage-plugin-heartbeat-common';
import { observedServer } from '../__testUtils__/observedServer';
import { collectMetrics } from '../telling/__testUtils__/collectMetrics';
import { TellingWorld } from '../telling/__testUtils__/TellingWorld';

function setUp(measuredSingly: string[] = []) {
  const { metrics, read } = collectMetrics();
  const { servers } = new TellingWorld({ metrics, measuredSingly });
  return { servers, read };
}

describe('the metrics of servers', () => {
  it('count them by provider, source and status, with the statuses that none has', async () => {
    const { servers, read } = setUp();
    servers.set(observedServer('a'));
    servers.set(observedServer('b', { status: 'Down' }));
    servers.set(observedServer('c', { provider: 'tcp', source: 'catalog' }));
    // All replicas tell of all servers.
    servers.setElsewhere(observedServer('d'));
    const counts = (
      origin: string,
      some: Partial<Record<ServerStatus, number>>,
    ) =>
      SERVER_STATUSES.map(status => [`${origin} ${status}`, some[status] ?? 0]);
    expect(await read('heartbeat.servers')).toEqual(
      Object.fromEntries([
        ...counts('http config', { Healthy: 2, Down: 1 }),
        ...counts('tcp catalog', { Healthy: 1 }),
      ]),
    );
  });

  it('count none where the last one of a provider has gone', async () => {
    const { servers, read } = setUp();
    servers.set(observedServer('a', { status: 'Down' }));
    expect(await read('heartbeat.servers')).toMatchObject({
      'http config Down': 1,
    });
    servers.delete('server:config/a');
    expect(await read('heartbeat.servers')).toMatchObject({
      'http config Down': 0,
    });
  });

  it('count changes of those that this replica checks', async () => {
    const { servers, read } = setUp();
    const server = observedServer('a', { status: 'Down' });
    const at = { atMonotonicMs: 0, atWallMs: 0 };
    servers.set(server, {
      subject: server,
      to: { status: 'Down' },
      cause: 'first-check',
      ...at,
    });
    servers.set(server);
    servers.setElsewhere(observedServer('b', { status: 'Down' }));
    expect(await read('heartbeat.server.transitions')).toEqual({
      'Down first-check': 1,
    });
  });

  it('have of each server whether it serves and how quickly', async () => {
    const { servers, read } = setUp(['server']);
    const timings = { totalMs: 12 };
    servers.set(
      observedServer('a', {
        lastCheck: { monotonicMs: 0, wallMs: 0, timings },
      }),
    );
    servers.set(observedServer('b', { status: 'Degraded' }));
    servers.set(observedServer('c', { status: 'Down' }));
    servers.set(observedServer('d', { status: 'Unknown' }));
    servers.set(observedServer('e', { status: 'Maintenance' }));
    expect(await read('heartbeat.server.up')).toEqual({
      'http config a server:config/a': 1,
      'http config b server:config/b': 1,
      'http config c server:config/c': 0,
      'http config d server:config/d': -1,
      'http config e server:config/e': -1,
    });
    expect(await read('heartbeat.server.latency')).toEqual({
      'http config a server:config/a': 0.012,
    });
  });
});
