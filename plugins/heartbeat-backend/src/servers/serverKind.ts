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

import type { JsonObject } from '@backstage/types';
import {
  SERVER_ANNOTATION,
  SERVER_MEANINGS,
  type Server,
  type ServerQuery,
} from 'backstage-plugin-heartbeat-common';
import type { CheckedKind, SubjectKind } from '../subjects/SubjectKind';
import type { Clock } from '../time/clock';
import type { ObservedServer } from './ObservedServer';
import type { ServerTrust } from './monitorView';
import { serverActions } from './serverActions';
import { serverClaims, SERVER_KIND, type ServerKeys } from './serverClaims';
import { serverHistory } from './serverHistory';
import { serverList, type ServerFrame } from './serverList';
import { serverMetrics } from './serverMetrics';
import type { ServerRegistry } from './serverRegistry';
import { serverTelling } from './serverTelling';

/** @internal */
export type ServerKind = SubjectKind<
  ObservedServer,
  ServerQuery,
  Server,
  ServerFrame
>;

/**
 * Servers, as all who know subjects only have to know of them.
 *
 * @internal
 */
export function createServerKind(options: {
  registry: ServerRegistry;
  clock: Clock;
  /** Of the sources. */
  keys?: ServerKeys;
  /** What a successor needs. */
  memoryOf(id: string): JsonObject | undefined;
  /** Told where that has changed although the status has not. */
  onMemory?(listener: (id: string) => void): void;
  /** Absent where nobody can have them asked. */
  checks?: CheckedKind<ObservedServer>;
  /** How asking fares in this process; absent where nothing is asked. */
  monitor?: () => ServerTrust;
}): ServerKind {
  const { registry, keys = {} } = options;
  return {
    name: SERVER_KIND,
    plural: 'servers',
    statuses: SERVER_MEANINGS,
    registry,
    claims: serverClaims(keys),
    suggested: [SERVER_ANNOTATION],
    list: serverList(options),
    history: serverHistory(options),
    telling: serverTelling(registry),
    metrics: serverMetrics,
    actions: serverActions,
    checks: options.checks,
  };
}
