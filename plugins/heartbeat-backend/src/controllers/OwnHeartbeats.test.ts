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

import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { CoordinationV1Api, V1Lease } from '@kubernetes/client-node';
import {
  heartbeatServiceRef,
  type HeartbeatService,
} from 'backstage-plugin-heartbeat-node';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { eventually } from '@internal/test-support';
import { clusterOf, restartEmpty } from '../__testUtils__/embeddedCluster';
import {
  DIRECT_CLUSTER,
  startDirect,
  type HeartbeatBackend,
} from '../__testUtils__/heartbeatBackend';
import { systemClock } from '../time/clock';
import { LeaseRenewer } from './lease';

const namespace = 'backstage';

let api: EmbeddedKubernetes;
let client: CoordinationV1Api;
let backend: HeartbeatBackend | undefined;

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({ tls: true });
});

beforeEach(async () => {
  client = await restartEmpty(api, namespace);
});

afterEach(async () => {
  await backend?.stop();
  backend = undefined;
});

afterAll(() => api.stop());

/** A plugin that knows nothing of Heartbeat but the service. */
function importer(start: (heartbeats: HeartbeatService) => void) {
  return createBackendPlugin({
    pluginId: 'importer',
    register(env) {
      env.registerInit({
        deps: { heartbeats: heartbeatServiceRef },
        async init({ heartbeats }) {
          start(heartbeats);
        },
      });
    },
  });
}

async function startBackend(
  start: (heartbeats: HeartbeatService) => void,
  options: { renewer?: object; isInstalled?: boolean } = {},
) {
  const logger = mockServices.rootLogger.mock();
  logger.child.mockReturnValue(logger);
  backend = await startDirect({
    kubeconfig: api.kubeconfig(),
    isInstalled: options.isInstalled,
    features: [importer(start), logger.factory],
    heartbeat: {
      renewer: {
        enabled: true,
        controller: 'portal',
        cluster: DIRECT_CLUSTER,
        namespace,
        duration: '3s',
        replica: 'pod-1',
        ...options.renewer,
      },
    },
  });
  return logger;
}

const leases = async (): Promise<Record<string, V1Lease>> => {
  const { items } = await client.listNamespacedLease({ namespace });
  return Object.fromEntries(
    items.map(lease => [lease.metadata?.name ?? '', lease]),
  );
};

const PORTAL = 'heartbeat-portal.pod-1';
const ORDERS = 'heartbeat-orders.pod-1';

describe('a plugin that registers a heartbeat', () => {
  it('has a Lease beside that of the backend, renewed, with its progress, and deleted at the end', async () => {
    let heartbeat: ReturnType<HeartbeatService['register']> | undefined;
    await startBackend(heartbeats => {
      heartbeat = heartbeats.register({
        controller: 'orders',
        duration: { seconds: 6 },
      });
    });
    await eventually('both', async () => ORDERS in (await leases()));
    const first = (await leases())[ORDERS];
    expect(first.metadata?.labels).toEqual({
      'heartbeat/controller': 'orders',
      'heartbeat/replica': 'pod-1',
    });
    expect(first.spec?.leaseDurationSeconds).toBe(6);
    heartbeat?.progress('processed order 17');
    await eventually(
      'a renewal',
      async () =>
        (
          await leases()
        )[ORDERS].metadata?.annotations?.['heartbeat/progress'] ===
        'processed order 17',
    );
    expect(Object.keys(await leases())).toEqual([ORDERS, PORTAL]);
    await heartbeat?.stop();
    expect(Object.keys(await leases())).toEqual([PORTAL]);
    await backend?.stop();
    backend = undefined;
    expect(Object.keys(await leases())).toEqual([]);
  }, 20_000);

  it.each([
    [{ controller: 'not a name' }, 'is not a controller name'],
    [{ controller: 'a', duration: { milliseconds: 999 } }, 'at least one'],
    [{ controller: 'a', duration: { milliseconds: 1500 } }, 'whole seconds'],
  ])('by %j is told what is wrong [H1]', async (options, why) => {
    let message = '';
    await startBackend(heartbeats => {
      try {
        heartbeats.register(options);
      } catch (error) {
        message = String(error);
      }
    });
    expect(message).toContain(why);
  });

  it('by a name that is taken is told who has it', async () => {
    let message = '';
    await startBackend(heartbeats => {
      heartbeats.register({ controller: 'orders' });
      try {
        heartbeats.register({ controller: 'orders' });
      } catch (error) {
        message = String(error);
      }
    });
    expect(message).toContain(
      'plugin importer has registered it already; choose another name',
    );
  });

  it('by the name of the backend itself does not disturb it, and the log says so', async () => {
    const logger = await startBackend(heartbeats =>
      heartbeats.register({ controller: 'portal' }),
    );
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining(
        'heartbeat.renewer.controller has the same name; choose another one',
      ),
    );
    await eventually('the backend', async () => PORTAL in (await leases()));
  });

  it('in a process that shares its name with another one has that said once, with the cure', async () => {
    const logger = await startBackend(heartbeats =>
      heartbeats.register({ controller: 'orders' }),
    );
    const warnings = () =>
      logger.warn.mock.calls.filter(([words]) => words.includes('replica'));
    const debugged = () =>
      logger.debug.mock.calls.filter(([words]) =>
        String(words).includes('heartbeat.renewer.replica'),
      );
    const { signal } = new AbortController();
    const others = ['portal', 'orders'].map(controller =>
      LeaseRenewer.create({
        ...{ cluster: clusterOf(api.kubeconfig()), namespace, controller },
        ...{ label: 'heartbeat/controller', prefix: 'heartbeat', signal },
        ...{ replica: 'pod-1', holder: '~', durationMs: 3_000, logger },
        clock: systemClock,
      }),
    );
    await eventually('both are told of', async () => {
      await Promise.all(others.map(other => other.beat(signal)));
      return warnings().length + debugged().length === 2;
    });
    expect(warnings()).toEqual([
      [
        expect.stringMatching(
          /^Another process \(~\) renews the Lease of "(portal|orders)" that .* heartbeat\.renewer\.replica$/,
        ),
      ],
    ]);
  }, 20_000);

  it('where the renewer is not enabled works on, and the log says that nothing is written', async () => {
    const logger = await startBackend(
      heartbeats => {
        heartbeats.register({ controller: 'orders' }).progress('one');
      },
      { renewer: { enabled: false } },
    );
    expect(logger.warn).toHaveBeenCalledWith(
      'The heartbeat "orders" of plugin importer is not written: heartbeat.renewer is not enabled',
    );
  });

  it('where the plugin is not installed works on, and the log says that nobody writes it', async () => {
    const logger = await startBackend(
      heartbeats => {
        heartbeats.register({ controller: 'orders' }).progress('one');
      },
      { isInstalled: false },
    );
    expect(logger.warn).toHaveBeenCalledWith(
      'Nobody writes the heartbeats orders: the Heartbeat plugin (backstage-plugin-heartbeat-backend) is not installed in this backend',
    );
  });
});
