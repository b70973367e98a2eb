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
import type { Router } from 'express';
import type { HeartbeatRegistry } from '../controllers/HeartbeatRegistry';
import type { KargoOptions } from '../config/kargoOptions';
import { KargoAnswers } from '../controllers/KargoAnswers';
import { CallerRights, Callers, type EntityDirectory } from '../entities';
import type { HistoryReader, HistoryWriterState } from '../history';
import type { MonitorState } from '../servers/monitorView';
import type { SubjectKind } from '../subjects/SubjectKind';
import type { Clock } from '../time/clock';
import { ApiQueries } from './ApiQueries';
import { CheckAnswers } from './CheckAnswers';
import { registerCheckAction } from './checkAction';
import { EntityAnswers } from './EntityAnswers';
import { HistoryAnswers } from './HistoryAnswers';
import { HistorySubjects } from './HistorySubjects';
import { LatencyAnswers, type LatencyPort } from './LatencyAnswers';
import { ObserverAnswers } from './ObserverAnswers';
import type { OpenApiDocument } from './openApiDocument';
import { createRoutes } from './routes';
import { SubjectAnswers } from './SubjectAnswers';
import { registerSubjectActions } from './subjectActions';

/**
 * What the API needs.
 *
 * @internal
 */
export interface ApiOptions {
  /** How far the observer sees. */
  registry: HeartbeatRegistry;
  /** Its subjects are the items of what is answered of an entity. */
  controllers: SubjectKind;
  /** All others. */
  kinds: readonly SubjectKind[];
  clock: Clock;
  /** The controller of an entity that names none, in Kargo's view. */
  defaultController: string;
  /** What that view shows. */
  kargoView: KargoOptions;
  /** `openapi.yaml`, as JSON. */
  openApi: OpenApiDocument;
  directory: EntityDirectory;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  actionsRegistry: ActionsRegistryService;
  /** Absent: there are no routes for what was. */
  history?: HistoryReader;
  historyState?: () => HistoryWriterState | undefined;
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
  const { actionsRegistry, history, latency } = options;
  const callers = new Callers({
    httpAuth: options.httpAuth,
    permissions,
    directory,
    rights: new CallerRights({
      permissions,
      entities: directory.entities,
      clock,
    }),
  });
  const kinds = [options.controllers, ...options.kinds].map(
    (kind: SubjectKind) => new SubjectAnswers({ kind, clock }),
  );
  const [controllers] = kinds;
  const entities = new EntityAnswers({
    entities: directory.entities,
    kinds,
  });
  const subjects = new HistorySubjects({ kinds, entities });
  const queries = new ApiQueries(options.openApi);
  for (const answers of kinds) {
    registerSubjectActions({
      ...{ actionsRegistry, callers, queries, answers, clock },
    });
  }
  const checked = kinds.flatMap(answers => {
    const { checks } = answers.kind;
    return checks ? [new CheckAnswers({ answers, checks, clock })] : [];
  });
  for (const checks of checked) {
    registerCheckAction({ actionsRegistry, callers, checks });
  }
  return createRoutes({
    callers,
    queries,
    entities,
    lists: kinds,
    checked,
    kargo: new KargoAnswers({
      registry,
      visibleIds: visibility => controllers.visibleIds(visibility),
      clock,
      defaultController: options.defaultController,
      kargo: options.kargoView,
    }),
    observer: new ObserverAnswers({
      registry,
      clock,
      history: options.historyState,
      monitor,
    }),
    history: history && new HistoryAnswers({ history, subjects, clock }),
    latency: latency && new LatencyAnswers({ latency, subjects, clock }),
    openApi: options.openApi,
    clock,
  });
}
