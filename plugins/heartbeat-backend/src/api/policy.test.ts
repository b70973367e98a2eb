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

import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import permissionPlugin from '@backstage/plugin-permission-backend';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  heartbeatReadPermission,
  type Heartbeat,
  type Server,
} from 'backstage-plugin-heartbeat-common';
import request from 'supertest';
import { eventually } from '@internal/test-support';
import { FakeClock } from '../__testUtils__/FakeClock';
import { observedHeartbeat } from '../__testUtils__/observedHeartbeat';
import { observedServer } from '../__testUtils__/observedServer';
import { HeartbeatRegistry } from '../controllers/HeartbeatRegistry';
import {
  createServerRegistry,
  type ServerRegistry,
} from '../servers/serverRegistry';
import { apiOf } from './__testUtils__/apiWorld';

jest.setTimeout(60_000);

/** By which entities name servers here. */
const KEYS = { labels: ['example.org/db'] };

/** Alive: `pay` behind what has the annotation `secret`, `orders` behind what has not, and `free`. */
function registryOf(clock: FakeClock): HeartbeatRegistry {
  const registry = new HeartbeatRegistry({ clock });
  ['pay', 'orders', 'free'].forEach(name =>
    registry.setHeartbeat(observedHeartbeat(name)),
  );
  return registry;
}

/** `db` behind what has the annotation `secret`, by its label; `api` behind what has not, and `spare`. */
function serversOf(): ServerRegistry {
  const servers = createServerRegistry();
  servers.set(
    observedServer('db', {
      bindings: [{ label: 'example.org/db', value: 'main' }],
    }),
  );
  servers.set(observedServer('api'));
  servers.set(observedServer('spare', { bindings: [] }));
  return servers;
}

/**
 * Tokens that say which plugin asks for a user, as real ones do and mocked ones do
 * not: the permission backend tells its rules to plugins alone.
 */
const authWithActors = createServiceFactory({
  service: coreServices.auth,
  deps: { plugin: coreServices.pluginMetadata },
  factory({ plugin }) {
    const pluginId = plugin.getId();
    const auth = mockServices.auth({
      pluginId,
      disableDefaultAuthPolicy: false,
    });
    const ofService = auth.getPluginRequestToken.bind(auth);
    return Object.assign(auth, {
      getPluginRequestToken: async (options: Parameters<typeof ofService>[0]) =>
        auth.isPrincipal(options.onBehalfOf, 'user')
          ? {
              token: mockCredentials.user.token(
                options.onBehalfOf.principal.userEntityRef,
                { actor: { subject: `plugin:${pluginId}` } },
              ),
            }
          : ofService(options),
    });
  },
});

/** The API alone, with the services of a backend. */
const api = createBackendPlugin({
  pluginId: 'heartbeat',
  register(env) {
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init({ httpRouter, permissionsRegistry, ...services }) {
        const clock = new FakeClock();
        permissionsRegistry.addPermissions([heartbeatReadPermission]);
        httpRouter.use(
          apiOf({
            clock,
            registry: registryOf(clock),
            servers: serversOf(),
            serverKeys: KEYS,
            services,
          }),
        );
      },
    });
  },
});

/** Nobody reads heartbeats but these two, and Mallory no entity that is secret. */
const policy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'secrets',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint },
      async init(deps) {
        deps.policy.setPolicy({
          async handle({ permission }, user) {
            const name = user?.info.userEntityRef;
            if (isPermission(permission, heartbeatReadPermission)) {
              return {
                result:
                  name === 'user:default/mallory' || name === 'user:default/ann'
                    ? AuthorizeResult.ALLOW
                    : AuthorizeResult.DENY,
              };
            }
            return isResourcePermission(permission, 'catalog-entity') &&
              name === 'user:default/mallory'
              ? createCatalogConditionalDecision(permission, {
                  not: catalogConditions.hasAnnotation({
                    annotation: 'secret',
                  }),
                })
              : { result: AuthorizeResult.ALLOW };
          },
        });
      },
    });
  },
});

const entities = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'two',
  register(env) {
    env.registerInit({
      deps: { catalog: catalogProcessingExtensionPoint },
      async init({ catalog }) {
        const component = (
          name: string,
          annotations: object,
          labels: Record<string, string> = {},
        ) => ({
          locationKey: 'test',
          entity: {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name,
              labels,
              annotations: {
                'backstage.io/managed-by-location': 'url:http://localhost',
                'backstage.io/managed-by-origin-location':
                  'url:http://localhost',
                ...annotations,
              },
            },
            spec: { type: 'service', owner: 'shop', lifecycle: 'production' },
          },
        });
        catalog.addEntityProvider({
          getProviderName: () => 'two',
          connect: connection =>
            connection.applyMutation({
              type: 'full',
              entities: [
                component('secret', {
                  secret: 'yes',
                  'heartbeat/controller': 'pay',
                }),
                component(
                  'secret-base',
                  { secret: 'yes' },
                  { 'example.org/db': 'main' },
                ),
                component('open', { 'heartbeat/controller': 'orders' }),
                component('front', { 'heartbeat/server': 'api' }),
              ],
            }),
        });
      },
    });
  },
});

describe("a portal's own policy and catalog", () => {
  let backend: TestBackend;

  const get = (path: string, user: string) =>
    request(backend.server)
      .get(`/api/heartbeat/v1${path}`)
      .set('Authorization', mockCredentials.user.header(user));
  const names = async (user: string) =>
    (await get('/heartbeats', user)).body.items.map(
      ({ controller }: Heartbeat) => controller,
    );

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        mockServices.rootConfig.factory({
          data: { permission: { enabled: true } },
        }),
        authWithActors,
        permissionsServiceFactory,
        permissionPlugin,
        policy,
        catalogPlugin,
        entities,
        api,
      ],
    });
    // The catalog takes its time to process what it is given.
    await eventually('the entities in the catalog', async () => {
      const { body } = await request(backend.server)
        .get('/api/catalog/entities')
        .set('Authorization', mockCredentials.service.header());
      return body.length === 4;
    });
  });

  afterAll(() => backend.stop());

  it('decide what each caller is told', async () => {
    expect(await names('user:default/ann')).toEqual(['free', 'orders', 'pay']);
    expect(await names('user:default/mallory')).toEqual(['free', 'orders']);
  });

  it('decide what each caller is told of servers', async () => {
    const told = async (user: string) =>
      (await get('/servers', user)).body.items.map(
        ({ name, entities: of }: Server) =>
          `${name} ${of.map(({ entityRef }) => entityRef)}`,
      );
    const open = ['api component:default/front', 'spare '];
    expect(await told('user:default/mallory')).toEqual(open);
    expect(await told('user:default/ann')).toEqual([
      'api component:default/front',
      'db component:default/secret-base',
      'spare ',
    ]);
  });

  it('decide whose entity a caller may ask for', async () => {
    const ask = async (user: string, name: string) =>
      (await get(`/entities/component/default/${name}`, user)).status;
    expect(await ask('user:default/ann', 'secret')).toBe(200);
    expect(await ask('user:default/mallory', 'secret')).toBe(404);
    expect(await ask('user:default/mallory', 'open')).toBe(200);
  });

  it('keep out who has no right to read heartbeats', async () => {
    const { status } = await get('/heartbeats', 'user:default/eve');
    expect(status).toBe(403);
  });

  it('let a service with a token read all', async () => {
    const { body } = await request(backend.server)
      .get('/api/heartbeat/v1/heartbeats')
      .set('Authorization', mockCredentials.service.header());
    expect(body.items).toHaveLength(3);
  });
});
