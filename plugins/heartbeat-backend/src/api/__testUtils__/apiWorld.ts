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

import { readFileSync } from 'node:fs';
import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Sight } from 'backstage-plugin-heartbeat-common';
import express from 'express';
import request from 'supertest';
import { parse } from 'yaml';
import { FakeClock } from '../../__testUtils__/FakeClock';
import { observedServer } from '../../__testUtils__/observedServer';
import { SCOPE, trackedWorld } from '../../__testUtils__/trackedWorld';
import { openApiContract } from '../../__testUtils__/openApiContract';
import { HeartbeatRegistry } from '../../controllers/HeartbeatRegistry';
import type { LeaseRecord } from '../../controllers/LeaseRecord';
import { controllerClaims } from '../../controllers/controllerClaims';
import { createControllerKind } from '../../controllers/controllerKind';
import type { ObservedServer } from '../../servers/ObservedServer';
import { createApi, type ApiOptions } from '../createApi';
import { EntityDirectory, type ClaimReader } from '../../entities';
import { serverClaims, type ServerKeys } from '../../servers/serverClaims';
import { createServerKind, type ServerKind } from '../../servers/serverKind';
import {
  createServerRegistry,
  type ServerRegistry,
} from '../../servers/serverRegistry';
import type { Clock } from '../../time/clock';

/** The document that is published. */
export const openApi = parse(
  readFileSync(require.resolve('../../../openapi.yaml'), 'utf8'),
);

/** A component that names these controllers and Leases. */
export function entity(
  name: string,
  controllers?: string,
  leases?: string,
  owner: string = 'group:default/shop',
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      title: name.toUpperCase(),
      annotations: {
        'heartbeat/runbook': 'https://runbooks.example/shop',
        ...(controllers !== undefined && {
          'heartbeat/controller': controllers,
        }),
        ...(leases !== undefined && { 'heartbeat/lease': leases }),
      },
    },
    relations: [
      { type: 'ownedBy', targetRef: owner },
      { type: 'partOf', targetRef: 'domain:default/sales' },
      { type: 'partOf', targetRef: 'system:default/checkout' },
    ],
  };
}

/** A component that names servers by these annotations and labels. */
export function serverEntity(
  name: string,
  annotations: Record<string, string>,
  labels: Record<string, string> = {},
  owner?: string,
): Entity {
  const component = entity(name, undefined, undefined, owner);
  return {
    ...component,
    metadata: { ...component.metadata, annotations, labels },
  };
}

/** A place that is in sight. */
export const synced: Sight = {
  cluster: 'demo',
  source: 'label',
  selector: 'heartbeat/controller',
  status: 'synced',
  since: '2026-11-22T11:59:00.000Z',
};

/** What entities call an item of a list. */
export const nameOfItem = (item: { controller?: string; name?: string }) =>
  item.controller ?? item.name;

function nameOf({ principal }: BackstageCredentials): string {
  return JSON.stringify(principal);
}

function credentialsOf(
  caller: { credentials: BackstageCredentials } | object = {},
): BackstageCredentials {
  if (!('credentials' in caller)) {
    throw new Error('The catalog was asked by nobody');
  }
  return caller.credentials;
}

/** The API of controllers and servers, over the services that it is given. */
export function apiOf(options: {
  clock: Clock;
  registry: HeartbeatRegistry;
  servers: ServerRegistry;
  serverKeys?: ServerKeys;
  serverChecks?: ServerKind['checks'];
  /** Of kinds that only a test has. */
  claimReaders?: ClaimReader[];
  services: Pick<ApiOptions, 'httpAuth' | 'permissions' | 'actionsRegistry'> & {
    auth: AuthService;
    catalog: CatalogService;
  };
  more?: Partial<ApiOptions>;
}) {
  const { clock, registry, servers, serverKeys = {}, more } = options;
  const { auth, catalog, ...services } = options.services;
  return createApi({
    ...services,
    registry,
    controllers: createControllerKind({
      registry,
      clock,
      leaseCheckpoint: () => undefined,
    }),
    kinds: [
      createServerKind({
        registry: servers,
        clock,
        keys: serverKeys,
        memoryOf: () => undefined,
        checks: options.serverChecks,
        monitor: more?.monitor,
      }),
    ],
    clock,
    defaultController: 'prod',
    kargoView: { label: 'heartbeat/controller' },
    openApi,
    directory: new EntityDirectory({
      catalog,
      auth,
      clock,
      claimReaders: [
        controllerClaims,
        serverClaims(serverKeys),
        ...(options.claimReaders ?? []),
      ],
    }),
    ...more,
  });
}

/**
 * A whole API over a tracker and a registry of servers, which are as somebody says
 * they are, with a clock that stands still, and a catalog that tells each caller of
 * those entities only that they may read.
 */
export async function apiWorld(
  options: {
    entities?: Entity[];
    sights?: Sight[];
    serverKeys?: ServerKeys;
    serverChecks?: ServerKind['checks'];
    /** Of kinds that only a test has. */
    claimReaders?: ClaimReader[];
    /** With the lists of such kinds. */
    openApi?: typeof openApi;
    clock?: FakeClock;
    more?: Partial<ApiOptions>;
  } = {},
) {
  const { clock = new FakeClock(), openApi: document = openApi } = options;
  const contract = openApiContract(document);
  const registry = new HeartbeatRegistry({ clock });
  const servers = createServerRegistry();
  const { tracker, lease } = trackedWorld({ clock, registry });
  tracker.reconcile(SCOPE, []);
  (options.sights ?? [synced]).forEach((sight, i) =>
    registry.setSight(`${i}`, sight),
  );

  /** By caller, the names of the only entities that they may read. */
  const limits = new Map<string, string[]>();
  const permissions = mockServices.permissions.mock();
  permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.ALLOW }]);
  permissions.authorizeConditional.mockImplementation(
    async (_, { credentials }) => [
      limits.has(nameOf(credentials))
        ? {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'catalog',
            resourceType: 'catalog-entity',
            conditions: {
              rule: 'IS_ENTITY_OWNER',
              resourceType: 'catalog-entity',
            },
          }
        : { result: AuthorizeResult.ALLOW },
    ],
  );
  const catalog = catalogServiceMock.mock();
  const entities = options.entities ?? [];
  const mayRead = (credentials: BackstageCredentials, name: string) =>
    limits.get(nameOf(credentials))?.includes(name) ?? true;
  catalog.getEntities.mockImplementation(async (_, caller) => ({
    items: entities.filter(({ metadata }) =>
      mayRead(credentialsOf(caller), metadata.name),
    ),
  }));
  catalog.getEntityByRef.mockImplementation(async (ref, caller) =>
    entities.find(
      ({ metadata }) =>
        typeof ref !== 'string' &&
        metadata.name === ref.name &&
        mayRead(credentialsOf(caller), metadata.name),
    ),
  );

  const actions = actionsRegistryServiceMock();
  const app = express();
  app.use(
    apiOf({
      ...options,
      ...{ clock, registry, servers },
      services: {
        auth: mockServices.auth(),
        catalog,
        httpAuth: mockServices.httpAuth(),
        permissions,
        actionsRegistry: actions,
      },
      more: { openApi: document, ...options.more },
    }),
  );
  app.use(mockErrorHandler());

  const serverOf = (
    name: string,
    change: Partial<ObservedServer> = {},
  ): ObservedServer =>
    observedServer(name, {
      sinceMonotonicMs: clock.monotonicMs(),
      sinceWallMs: clock.wallMs(),
      lastCheck: {
        monotonicMs: clock.monotonicMs(),
        wallMs: clock.wallMs(),
        timings: { connectMs: 1.5, totalMs: 20 },
      },
      ...change,
    });
  /** Asks, and holds every answer against the document. */
  const get = async (
    path: string,
    authorization = mockCredentials.user.header(),
    headers: Record<string, string> = {},
  ) => {
    const response = await request(app)
      .get(path)
      .set('Authorization', authorization)
      .set(headers);
    contract.check(path, response);
    return response;
  };
  const post = async (
    path: string,
    authorization = mockCredentials.user.header(),
  ) => {
    const response = await request(app)
      .post(path)
      .set('Authorization', authorization);
    contract.check(path, response, 'post');
    return response;
  };
  return {
    get,
    post,
    clock,
    registry,
    servers,
    permissions,
    catalog,
    actions,
    see: (name: string, change: Partial<LeaseRecord> = {}) =>
      tracker.observe(
        SCOPE,
        lease(name, {
          ...{ label: 'heartbeat/controller', holder: `${name}-1` },
          ...change,
        }),
      ),
    remove: (name: string) => tracker.remove(SCOPE, lease(name).ref),
    serverOf,
    /** A check that changed the status of a server, or the first one. */
    turn: (name: string, change: Partial<ObservedServer> = {}) => {
      const server = serverOf(name, change);
      servers.set(server, {
        subject: server,
        to: { status: server.status, reason: server.reason },
        atMonotonicMs: server.sinceMonotonicMs,
        atWallMs: server.sinceWallMs,
        cause: 'check',
      });
    },
    /** A check that found what was known. */
    check: (name: string, change: Partial<ObservedServer> = {}) =>
      servers.set(serverOf(name, change)),
    /** The names of what a list has. */
    names: async (path: string, authorization?: string): Promise<string[]> =>
      (await get(path, authorization)).body.items.map(nameOfItem),
    /** @returns the `Authorization` of a user who may read these entities only */
    limited: (user: string, names: string[]) => {
      const ref = `user:default/${user}`;
      limits.set(nameOf(mockCredentials.user(ref)), names);
      return mockCredentials.user.header(ref);
    },
    /** Calls one of our actions. @returns its output, as it goes over the wire */
    ask: async (
      name: string,
      input: Record<string, string | number>,
      user = 'user:default/mock',
    ) => {
      const { output } = await actions.invoke({
        id: `test:${name}`,
        input,
        credentials: mockCredentials.user(user),
      });
      return JSON.parse(JSON.stringify(output));
    },
  };
}
