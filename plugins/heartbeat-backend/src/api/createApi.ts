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

import type {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { ClusterDisruption } from 'backstage-plugin-heartbeat-common';
import type { Router } from 'express';
import type { Clock } from '../time/clock';
import type { HistoryReader, HistoryWriterState } from '../history';
import type { HeartbeatRegistry } from '../controllers/HeartbeatRegistry';
import type { ServerRegistry } from '../servers/ServerRegistry';
import { registerActions } from './actions';
import { ApiQueries } from './ApiQueries';
import { Callers } from '../entities/Callers';
import { CallerRights } from '../entities/CallerRights';
import { ControllerRows } from './ControllerRows';
import { EntityAnswers } from './EntityAnswers';
import type { EntityDirectory } from '../entities/EntityDirectory';
import { HeartbeatAnswers } from './HeartbeatAnswers';
import { HistoryAnswers } from './HistoryAnswers';
import { HistorySubjects } from './HistorySubjects';
import { KargoAnswers } from './KargoAnswers';
import { LatencyAnswers, type LatencyPort } from './LatencyAnswers';
import type { MonitorState } from './monitorView';
import { ObserverAnswers } from './ObserverAnswers';
import type { ClosedGate } from './observerView';
import type { OpenApiDocument } from './openApiDocument';
import { createRoutes } from './routes';
import { registerServerActions } from './serverActions';
import { ServerAnswers } from './ServerAnswers';
import { ServerRows } from './ServerRows';

/**
 * What the API needs.
 *
 * @internal
 */
export interface ApiOptions {
  registry: HeartbeatRegistry;
  clock: Clock;
  /** The controller of an entity that names none, in Kargo's view. */
  defaultController: string;
  /** `openapi.yaml`, as JSON. */
  openApi: OpenApiDocument;
  directory: EntityDirectory;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  actionsRegistry: ActionsRegistryService;
  /** Absent: there are no routes for what was. */
  history?: HistoryReader;
  historyState?: () => HistoryWriterState | undefined;
  disruptions?: () => Iterable<ClusterDisruption>;
  /** What holds verdicts at the moment. */
  gates?: () => Iterable<ClosedGate>;
  /** Absent: no servers are monitored, and there are no routes for them. */
  servers?: ServerRegistry;
  latency?: LatencyPort;
  monitor?: () => MonitorState;
}

/**
 * Puts the API together, and registers its actions.
 *
 * @returns its routes
 *
 * @internal
 */
export function createApi(options: ApiOptions): Router {
  const { registry, clock, permissions, directory, monitor } = options;
  const rows = ControllerRows.create({ registry, clock });
  const callers = Callers.create({
    httpAuth: options.httpAuth,
    permissions,
    directory,
    rights: CallerRights.create({
      permissions,
      entities: directory.entities,
      clock,
    }),
  });
  const heartbeats = HeartbeatAnswers.create({
    registry,
    rows,
    clock,
    disruptions: options.disruptions,
  });
  const servers =
    options.servers &&
    ServerAnswers.create({
      rows: ServerRows.create({ registry: options.servers, clock }),
      clock,
      monitor,
    });
  const entities = EntityAnswers.create({
    entities: directory.entities,
    heartbeats,
    servers,
  });
  const subjects = HistorySubjects.create({ heartbeats, servers, entities });
  const { actionsRegistry } = options;
  const queries = new ApiQueries(options.openApi);
  registerActions({ actionsRegistry, callers, queries, heartbeats, clock });
  if (servers) {
    registerServerActions({
      actionsRegistry,
      callers,
      queries,
      servers,
      clock,
    });
  }
  return createRoutes({
    callers,
    queries,
    entities,
    heartbeats,
    servers,
    kargo: KargoAnswers.create({
      registry,
      rows,
      clock,
      defaultController: options.defaultController,
    }),
    observer: ObserverAnswers.create({
      registry,
      clock,
      gates: options.gates,
      history: options.historyState,
      monitor,
    }),
    history:
      options.history &&
      HistoryAnswers.create({ history: options.history, subjects, clock }),
    latency:
      options.latency &&
      LatencyAnswers.create({ latency: options.latency, subjects, clock }),
    openApi: options.openApi,
    clock,
  });
}
