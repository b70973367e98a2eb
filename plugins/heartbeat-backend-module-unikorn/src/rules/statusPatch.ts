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

import type { ServerStatusFields } from './serverTypes';

/** Those that are written as a whole where they changed. */
const FIELDS = [
  'conditions',
  'phase',
  'scheduledAt',
  'launchedAt',
  'provisionedAt',
  'macAddress',
] as const;

/**
 * The one merge patch that brings a resource from one status to the other. It holds
 * the version that was read, so that whoever wrote meanwhile wins (M13), and the
 * whole list of conditions where one changed, for a merge patch replaces lists.
 *
 * @returns `undefined` where there is nothing to write
 * @internal
 */
export function statusPatch(
  resourceVersion: string,
  from: ServerStatusFields,
  to: ServerStatusFields,
): object | undefined {
  const changed: Record<string, unknown> = Object.fromEntries(
    FIELDS.filter(field => to[field] !== from[field]).map(field => [
      field,
      to[field],
    ]),
  );
  if (to.rebuild && to.rebuild.state !== from.rebuild?.state) {
    changed.rebuild = { state: to.rebuild.state };
  }
  return Object.keys(changed).length > 0
    ? { metadata: { resourceVersion }, status: changed }
    : undefined;
}
