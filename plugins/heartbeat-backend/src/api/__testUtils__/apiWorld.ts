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
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { LeaseRecord, Sight } from 'backstage-plugin-heartbeat-common';
import express from 'express';
import request from 'supertest';
import { parse } from 'yaml';
import { FakeClock } from '../../__testUtils__/FakeClock';
import { openApiContract } from '../../__testUtils__/openApiContract';
import { LivenessTracker } from '../../controllers/liveness';
import { HeartbeatRegistry } from '../../controllers/HeartbeatRegistry';
import { controllerClaims } from '../../controllers/controllerClaims';
import { createControllerKind } from '../../controllers/controllerKind';
import { createApi, type ApiOptions } from '../createApi';
import { type ClaimReader, EntityDirectory } from '../../entities';
import { serverClaims, type ServerKeys } from '../../servers/serverClaims';

const SCOPE = 'demo/*/heartbeat/controller';

export const SECOND = 1000;

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

/** A place that is in sight. */
export const synced: Sight = {
  cluster: 'demo',
  source: 'label',
  selector: 'heartbeat/controller',
  status: 'synced',
  since: '2026-11-22T11:59:00.000Z',
};

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

/**
 * A whole API over a tracker, with a clock that stands still, and a catalog that
 * tells each caller of those entities only that they may read.
 */
export async function apiWorld(
  options: {
    entities?: Entity[];
    sights?: Sight[];
    serverKeys?: ServerKeys;
    /** Of kinds that only a test has. */
    claimReaders?: ClaimReader[];
    /** With the lists of such kinds. */
    openApi?: typeof openApi;
    clock?: FakeClock;
    more?: (world: {
      clock: FakeClock;
      registry: HeartbeatRegistry;
    }) => Partial<ApiOptions>;
  } = {},
) {
  const { clock = new FakeClock(), openApi: document = openApi } = options;
  const contract = openApiContract(document);
  const registry = new HeartbeatRegistry({ clock });
  const tracker = new LivenessTracker({
    signal: new AbortController().signal,
    clock,
    marginMs: SECOND,
    maxDurationMs: 3_600_000,
    listener: {
      onVerdict: (heartbeat, transition) =>
        registry.setHeartbeat(heartbeat, transition),
      onForgotten: id => registry.deleteHeartbeat(id),
      onOverdue: (scopeId, { ref }) =>
        tracker.confirm(scopeId, ref, clock.monotonicMs()),
    },
  });
  tracker.openScope(SCOPE);
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
    createApi({
      registry,
      controllers: createControllerKind({
        registry,
        clock,
        leaseCheckpoint: id => tracker.checkpoint(id),
      }),
      kinds: [],
      clock,
      defaultController: 'prod',
      openApi: document,
      directory: new EntityDirectory({
        catalog,
        auth: mockServices.auth(),
        clock,
        claimReaders: [
          controllerClaims,
          serverClaims(options.serverKeys ?? {}),
          ...(options.claimReaders ?? []),
        ],
      }),
      httpAuth: mockServices.httpAuth(),
      permissions,
      actionsRegistry: actions,
      ...options.more?.({ clock, registry }),
    }),
  );
  app.use(mockErrorHandler());

  const lease = (
    name: string,
    change: Partial<LeaseRecord> = {},
  ): LeaseRecord => ({
    ref: { cluster: 'demo', namespace: 'apps', name },
    uid: `uid of ${name}`,
    controller: name,
    holder: `${name}-1`,
    renewTime: new Date(clock.wallMs()).toISOString(),
    leaseDurationSeconds: 30,
    ...change,
  });
  return {
    clock,
    registry,
    tracker,
    permissions,
    catalog,
    actions,
    lease,
    see: (name: string, change: Partial<LeaseRecord> = {}) =>
      tracker.observe(SCOPE, lease(name, change)),
    remove: (name: string) => tracker.remove(SCOPE, lease(name).ref),
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
    /** Asks, and holds every answer against the document. */
    get: async (
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
    },
  };
}
