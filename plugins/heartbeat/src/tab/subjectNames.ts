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

import type { EntityHeartbeats } from 'backstage-plugin-heartbeat-common';
import type { Translate } from 'backstage-plugin-heartbeat-react';
import { controllerName } from '../controllers/controllerName';
import { serverName } from '../servers/serverName';

/** How each controller and server of an entity is called, by its `id`. */
export type SubjectNames = ReadonlyMap<string, string>;

/** Collects the names of all that an answer is about. */
export function subjectNames(
  t: Translate,
  { items, servers = [] }: EntityHeartbeats,
): SubjectNames {
  return new Map([
    ...items.map(
      ({ id, controller }) => [id, controllerName(t, controller)] as const,
    ),
    ...servers.map(server => [server.id, serverName(server)] as const),
  ]);
}
