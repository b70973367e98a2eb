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

// The API over a tracker that is kept busy, on loopback, with its routes timed
// from the arrival of a request to the end of its answer.

import { createServer } from 'node:http';
import type {
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import express from 'express';
import type { ServerStatus } from '../../plugins/heartbeat-common/src';
import {
  createApi,
  readOpenApiDocument,
} from '../../plugins/heartbeat-backend/src/api';
import type { LeaseRecord } from '../../plugins/heartbeat-backend/src/controllers/LeaseRecord';
import { controllerClaims } from '../../plugins/heartbeat-backend/src/controllers/controllerClaims';
import { createControllerKind } from '../../plugins/heartbeat-backend/src/controllers/controllerKind';
import { EntityDirectory } from '../../plugins/heartbeat-backend/src/entities/EntityDirectory';
import type { ObservedServer } from '../../plugins/heartbeat-backend/src/servers/ObservedServer';
import { serverClaims } from '../../plugins/heartbeat-backend/src/servers/serverClaims';
import { createServerKind } from '../../plugins/heartbeat-backend/src/servers/serverKind';
import { systemClock } from '../../plugins/heartbeat-backend/src/time/clock';
import { LivenessTracker } from '../../plugins/heartbeat-backend/src/controllers/liveness';
import { HeartbeatRegistry } from '../../plugins/heartbeat-backend/src/controllers/HeartbeatRegistry';
import { createServerRegistry } from '../../plugins/heartbeat-backend/src/servers/serverRegistry';
import { observedServer } from '../../plugins/heartbeat-backend/src/__testUtils__/observedServer';
import { serveCalls } from '../lib/serveCalls';

const SCOPE = 'bench/all';
const SLICE_MS = 20;
/** And as many servers. */
const CONTROLLERS_PER_ENTITY = 5;

/** The default of `heartbeat.monitor.interval`. */
const CHECK_PERIOD_MS = 30_000;

/** Of the servers, every hundredth is down, and another one out of service. */
const SICK_EVERY = 100;
const SICK: Array<ServerStatus | undefined> = ['Down', 'Stopped'];

/** A fleet in which nothing ever happens would be answered out of what is kept. */
const TURN_MS = 1_000;

/** Every hundredth dies: enough for a page, too few for a disruption. */
const DYING_EVERY = 100;
const DYING_DURATION_S = 2;

const ACTOR = 'x-bench-caller';

/** How often the portal's other parts were asked: what that costs is theirs. */
const asked = { permissions: 0, catalog: 0 };

const nameOf = (i: number) => `controller-${String(i).padStart(6, '0')}`;

function record(i: number): LeaseRecord {
  return {
    ref: { cluster: `cluster-${i % 5}`, namespace: 'apps', name: nameOf(i) },
    uid: `uid-${i}`,
    controller: nameOf(i),
    holder: `${nameOf(i)}_0a1b2c3d`,
    renewTime: new Date().toISOString(),
    leaseDurationSeconds: i % DYING_EVERY === 0 ? DYING_DURATION_S : 30,
  };
}

function entity(i: number): Entity {
  const first = i * CONTROLLERS_PER_ENTITY;
  const names = Array.from({ length: CONTROLLERS_PER_ENTITY }, (_, k) =>
    nameOf(first + k),
  );
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: `entity-${i}`,
      title: `Entity ${i}`,
      annotations: {
        'heartbeat/controller': names.join(','),
        'heartbeat/server': names.join(','),
      },
    },
    relations: [{ type: 'ownedBy', targetRef: `group:default/team-${i % 50}` }],
  };
}

const credentialsOf = (caller: string): BackstageCredentials => ({
  $$type: '@backstage/BackstageCredentials',
  principal: { type: 'user', userEntityRef: `user:default/${caller}` },
});

const isLimited = (credentials: BackstageCredentials) =>
  JSON.stringify(credentials.principal).includes('limited');

/** The portal around the plugin, which answers at once. */
function portal(entities: Entity[]) {
  const readable = entities.filter((_, i) => i % 2 === 0);
  const byName = new Map(entities.map(one => [one.metadata.name, one]));
  const catalog: Pick<CatalogService, 'getEntities' | 'getEntityByRef'> = {
    async getEntities(_, options) {
      asked.catalog++;
      const limited =
        options && 'credentials' in options && isLimited(options.credentials);
      return { items: limited ? readable : entities };
    },
    async getEntityByRef(ref) {
      asked.catalog++;
      return typeof ref === 'string' ? undefined : byName.get(ref.name);
    },
  };
  const permissions: PermissionsService = {
    async authorize() {
      asked.permissions++;
      return [{ result: AuthorizeResult.ALLOW }];
    },
    async authorizeConditional(_, { credentials }) {
      asked.permissions++;
      return [
        isLimited(credentials)
          ? {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'catalog',
              resourceType: 'catalog-entity',
              conditions: { rule: 'BENCH', resourceType: 'catalog-entity' },
            }
          : { result: AuthorizeResult.ALLOW },
      ];
    },
  };
  const httpAuth: Pick<HttpAuthService, 'credentials'> = {
    // typed for each kind of principal that may be asked for
    credentials: async request =>
      credentialsOf(`${request.headers[ACTOR]}`) as never,
  };
  const auth: Pick<AuthService, 'getOwnServiceCredentials'> = {
    getOwnServiceCredentials: async () => ({
      $$type: '@backstage/BackstageCredentials',
      principal: { type: 'service', subject: 'plugin:heartbeat' },
    }),
  };
  const actionsRegistry: ActionsRegistryService = { register: () => {} };
  return {
    // of each only what the API uses
    catalog: catalog as CatalogService,
    httpAuth: httpAuth as HttpAuthService,
    directory: new EntityDirectory({
      catalog: catalog as CatalogService,
      auth: auth as AuthService,
      clock: systemClock,
      claimReaders: [controllerClaims, serverClaims({})],
    }),
    permissions,
    actionsRegistry,
  };
}

function serverOf(i: number): ObservedServer {
  const name = nameOf(i);
  const rest = i % SICK_EVERY;
  const monotonicMs = systemClock.monotonicMs();
  const wallMs = systemClock.wallMs();
  return observedServer(name, {
    status: SICK[rest] ?? 'Healthy',
    sinceMonotonicMs: monotonicMs,
    sinceWallMs: wallMs,
    lastCheck: {
      monotonicMs,
      wallMs,
      timings: { connectMs: 1.2, tlsMs: 3.4, totalMs: 5 + Math.random() * 20 },
    },
    intervalMs: CHECK_PERIOD_MS,
  });
}

const registry = new HeartbeatRegistry({ clock: systemClock });
const servers = createServerRegistry();
const tracker = new LivenessTracker({
  signal: new AbortController().signal,
  clock: systemClock,
  marginMs: 1_000,
  maxDurationMs: 3_600_000,
  listener: {
    onVerdict: (heartbeat, transition) =>
      registry.setHeartbeat(heartbeat, transition),
    onForgotten: id => registry.deleteHeartbeat(id),
    onOverdue: (scopeId, { ref }) =>
      tracker.confirm(scopeId, ref, systemClock.monotonicMs()),
  },
});

/** Renews all that live, evenly over each period. */
function keepRenewing(leases: number, periodMs: number): void {
  const startedMs = performance.now();
  let renewed = 0;
  setInterval(() => {
    const due = ((performance.now() - startedMs) / periodMs) * leases;
    for (; renewed < due; renewed++) {
      const i = renewed % leases;
      if (i % DYING_EVERY !== 0) {
        tracker.observe(SCOPE, record(i));
      }
    }
  }, SLICE_MS);
}

/** Checks all that are in service, evenly over each period; each second one goes down anew. */
function keepChecking(count: number): void {
  const startedMs = performance.now();
  let checked = 0;
  setInterval(() => {
    const due = ((performance.now() - startedMs) / CHECK_PERIOD_MS) * count;
    for (; checked < due; checked++) {
      const found = serverOf(checked % count);
      if (found.status !== 'Stopped') {
        const { sinceMonotonicMs, sinceWallMs } =
          servers.subject(found.id) ?? found;
        servers.set({ ...found, sinceMonotonicMs, sinceWallMs });
      }
    }
  }, SLICE_MS);
  setInterval(() => {
    const turned = serverOf(
      SICK_EVERY * Math.floor((Math.random() * count) / SICK_EVERY),
    );
    servers.set(turned, {
      subject: turned,
      to: { status: turned.status },
      atMonotonicMs: turned.sinceMonotonicMs,
      atWallMs: turned.sinceWallMs,
      cause: 'check',
    });
  }, TURN_MS);
}

let answerMs: number[] = [];

const calls = {
  /** @returns where it listens */
  async open(options: { leases: number; periodMs: number }): Promise<string> {
    const { leases, periodMs } = options;
    tracker.openScope(SCOPE);
    tracker.reconcile(
      SCOPE,
      Array.from({ length: leases }, (_, i) => record(i)),
    );
    keepRenewing(leases, periodMs);
    for (let i = 0; i < leases; i++) {
      servers.set(serverOf(i));
    }
    keepChecking(leases);
    registry.setSight(SCOPE, {
      cluster: 'cluster-0',
      source: 'label',
      selector: 'heartbeat/controller',
      status: 'synced',
      since: new Date().toISOString(),
    });
    const entities = Array.from(
      { length: Math.floor(leases / CONTROLLERS_PER_ENTITY / 2) },
      (_, i) => entity(i),
    );
    const app = express();
    app.use((_, response, next) => {
      const startedMs = performance.now();
      response.once('finish', () =>
        answerMs.push(performance.now() - startedMs),
      );
      next();
    });
    app.use(
      createApi({
        registry,
        controllers: createControllerKind({
          registry,
          clock: systemClock,
          leaseCheckpoint: id => tracker.checkpoint(id),
        }),
        kinds: [
          createServerKind({
            registry: servers,
            clock: systemClock,
            memoryOf: () => undefined,
          }),
        ],
        clock: systemClock,
        defaultController: '',
        kargoView: { label: 'heartbeat/controller' },
        openApi: await readOpenApiDocument(),
        ...portal(entities),
      }),
    );
    const server = createServer(app);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('the API has no port');
    }
    return `http://127.0.0.1:${address.port}`;
  },
  beginWindow(): void {
    answerMs = [];
    asked.permissions = 0;
    asked.catalog = 0;
  },
  endWindow: () => ({ answerMs, ...asked }),
};

/** @see calls */
export type ApiProcess = typeof calls;

serveCalls(calls);
