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

import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import {
  createBackendModule,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import {
  heartbeatCheckersExtensionPoint,
  heartbeatServersExtensionPoint,
  type HeartbeatCheckersExtensionPoint,
  type HeartbeatServersExtensionPoint,
  type ServerDefinition,
  type ServerSource,
} from 'backstage-plugin-heartbeat-node';
import { eventually } from '@internal/test-support';
import {
  startPlugin,
  type HeartbeatBackend,
} from '../__testUtils__/heartbeatBackend';
import licenceChecker from './__testUtils__/modules/licenceChecker';
import licenceProvider from './__testUtils__/modules/licenceProvider';
import redisProvider from './__testUtils__/modules/redisProvider';

jest.setTimeout(60_000);

/** The first run of a Checker comes within 10 s of the start. */
const FIRST_RUN_MS = 20_000;

const URL_OF_LICENCES = 'https://licences.example.com/free';

let backend: HeartbeatBackend | undefined;

afterEach(async () => {
  await backend?.stop();
  backend = undefined;
  jest.restoreAllMocks();
});

/** Another module. */
function moduleThat(
  add: (points: {
    servers: HeartbeatServersExtensionPoint;
    checkers: HeartbeatCheckersExtensionPoint;
  }) => void,
): BackendFeature {
  return createBackendModule({
    pluginId: 'heartbeat',
    moduleId: 'other',
    register: env =>
      env.registerInit({
        deps: {
          servers: heartbeatServersExtensionPoint,
          checkers: heartbeatCheckersExtensionPoint,
        },
        init: async ({ servers, checkers }) => add({ servers, checkers }),
      }),
  });
}

/** A backend with the whole plugin, which finds 7 licences free. */
async function start(
  features: BackendFeature[],
  heartbeat: object = {},
): Promise<HeartbeatBackend> {
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async url =>
      url === URL_OF_LICENCES
        ? new Response('7')
        : new Response('nobody expected that', { status: 500 }),
    );
  backend = await startPlugin({ features, heartbeat });
  return backend;
}

describe('a module of a few lines', () => {
  it.each(['licenceChecker', 'licenceProvider', 'redisProvider'])(
    'stands in docs/checkers.md as it is tested: %s',
    async name => {
      const file = join(__dirname, `__testUtils__/modules/${name}.ts`);
      const docs = join(__dirname, '../../../../docs/checkers.md');
      const [, code] = (await readFile(file, 'utf8')).split('*/\n\n');
      expect(await readFile(docs, 'utf8')).toContain(`\`\`\`ts\n${code}\`\`\``);
    },
  );

  it('adds a Checker, which is run and shown with the observer', async () => {
    const { observer } = await start([licenceChecker]);
    const checkers = async () => (await observer()).monitor?.checkers ?? [];
    await eventually(
      'the first run',
      async () => (await checkers()).some(({ runs }) => runs > 0),
      { withinMs: FIRST_RUN_MS },
    );
    expect(await checkers()).toEqual([
      {
        name: 'licence-server',
        runs: 1,
        failures: 0,
        abandoned: 0,
        isRunning: false,
        lastRun: expect.any(Object),
      },
      // ours, which is one like any other
      expect.objectContaining({ name: 'server-health', failures: 0 }),
    ]);
  });

  it('adds a kind of server, which app-config can name and the API tells of', async () => {
    const started = await start([licenceProvider], {
      servers: [
        {
          name: 'licences',
          interval: '1s',
          timeout: '1s',
          licences: URL_OF_LICENCES,
        },
      ],
    });
    const servers = async () => (await started.servers()).items;
    await eventually('the first check', async () =>
      (await servers()).some(({ status }) => status !== 'Unknown'),
    );
    expect(await servers()).toEqual([
      expect.objectContaining({
        id: 'server:config/licences',
        provider: 'licences',
        target: URL_OF_LICENCES,
        status: 'Healthy',
        facts: { free: '7' },
      }),
    ]);
  });

  it('is told what is wrong with what it is to ask', async () => {
    await expect(
      start([licenceProvider], {
        servers: [{ name: 'licences', licences: 'none' }],
      }),
    ).rejects.toThrow('heartbeat.servers[0].licences: is not a URL');
  });

  it('does not add a Checker of a name that there is', async () => {
    const other = moduleThat(({ checkers }) =>
      checkers.addChecker({ name: 'licence-server', check: async () => {} }),
    );
    await expect(start([licenceChecker, other])).rejects.toThrow(
      'There is a Checker "licence-server" already; name this one otherwise',
    );
  });

  it.each(['licences', 'http'])(
    'does not add a kind of server that there is: %s',
    async kind => {
      const other = moduleThat(({ servers }) =>
        servers.addServerProvider({
          kind,
          prepare: () => {
            throw new Error('nobody asks it');
          },
        }),
      );
      await expect(start([licenceProvider, other])).rejects.toThrow(
        `There is a provider of the kind "${kind}" already; name this one otherwise`,
      );
    },
  );
});

describe("a module's provider with a key of its own, whose targets are vetted", () => {
  const stores: Server[] = [];

  afterEach(async () => {
    await Promise.all(
      stores
        .splice(0)
        .map(store => new Promise(resolve => store.close(resolve))),
    );
  });

  /** Speaks as much of Redis as is asked; what it was told is kept. */
  async function startStore(): Promise<{ port: number; heard: string[] }> {
    const heard: string[] = [];
    const store = createServer(socket => {
      heard.push('a connection');
      socket.on('data', data => {
        heard.push(`${data}`);
        socket.end('+PONG\r\n');
      });
    });
    stores.push(store);
    await new Promise<void>(resolve =>
      store.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = store.address() as AddressInfo;
    return { port, heard };
  }

  /** An inventory that does not say who wrote what is in it. */
  const inventoryOf = (server: Partial<ServerDefinition>): ServerSource => ({
    name: 'inventory',
    listServers: async () => ({
      servers: [
        { name: 'cache', provider: 'redis', spec: '127.0.0.1', ...server },
      ],
    }),
  });

  const moduleOf = (source: ServerSource) =>
    moduleThat(({ servers }) => servers.addServerSource(source));

  const allow = (...ports: number[]) => ({
    annotations: { allow: [{ cidrs: ['127.0.0.1'], ports }] },
  });

  async function firstAnswer() {
    const servers = async () => (await backend?.servers())?.items ?? [];
    await eventually('the first check', async () =>
      (await servers()).some(({ reason }) => reason !== 'not-checked'),
    );
    return (await servers())[0];
  }

  it('asks what entities name where a rule allows it', async () => {
    const { port, heard } = await startStore();
    await start([redisProvider, moduleOf(inventoryOf({ intervalMs: 1_000 }))], {
      redis: { port },
      monitor: allow(port),
    });
    expect(await firstAnswer()).toMatchObject({
      provider: 'redis',
      target: `127.0.0.1:${port}`,
      status: 'Healthy',
    });
    expect(heard.slice(0, 2)).toEqual(['a connection', 'PING\r\n']);
  });

  it.each<[string, ServerDefinition['trust']]>([
    ['that an entity names', 'entity'],
    ['of which nobody says who names it', undefined],
  ])('connects to nothing %s and no rule allows', async (_, trust) => {
    const { port, heard } = await startStore();
    await start(
      [redisProvider, moduleOf(inventoryOf({ intervalMs: 1_000, trust }))],
      {
        redis: { port },
        monitor: allow(port + 1, port - 1),
      },
    );
    expect(await firstAnswer()).toMatchObject({
      status: 'Unknown',
      reason: 'target-forbidden',
      message: `127.0.0.1:${port} (loopback), which no rule of heartbeat.monitor.annotations.allow allows`,
    });
    expect(heard).toEqual([]);
  });

  it('asks what the operator names wherever it is', async () => {
    const { port } = await startStore();
    await start([redisProvider], {
      redis: { port },
      servers: [
        { name: 'a', interval: '1s', timeout: '1s', redis: '127.0.0.1' },
      ],
    });
    expect(await firstAnswer()).toMatchObject({ status: 'Healthy' });
  });

  it('is given nothing that an entity may have written if it vets no targets', async () => {
    const prepare = jest.fn();
    await start([
      moduleThat(({ servers }) => {
        servers.addServerProvider({ kind: 'trustful', prepare });
        servers.addServerSource(inventoryOf({ provider: 'trustful' }));
      }),
    ]);
    expect(await firstAnswer()).toMatchObject({
      status: 'Unknown',
      reason: 'target-forbidden',
      message:
        'The kind "trustful" asks only what the operator names: its provider vets no targets',
    });
    expect(prepare).not.toHaveBeenCalled();
  });

  it('names what is wrong with its key and with its servers', async () => {
    await expect(
      start([redisProvider], { redis: { port: 'x' } }),
    ).rejects.toThrow("config value for key 'heartbeat.redis.port'");
    await expect(
      start([redisProvider], { servers: [{ name: 'a', redis: 17 }] }),
    ).rejects.toThrow('heartbeat.servers[0].redis: is not the name of a host');
  });

  it('has the only key that may be there', async () => {
    await expect(start([redisProvider], { reddis: {} })).rejects.toThrow(
      'heartbeat.reddis: there is no such key, and no module that reads it',
    );
    await expect(start([], { redis: {} })).rejects.toThrow(
      'heartbeat.redis: there is no such key',
    );
  });
});
