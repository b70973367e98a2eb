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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type {
  HistoryTransition,
  StatusSeverity,
} from 'backstage-plugin-heartbeat-common';

/** By which the records can be found among all others. */
const EVENT_NAME = 'heartbeat.transition';

/**
 * Writes one record for a transition, to be noticed where its status is critical. The names of its fields are listed in
 * docs/notifications.md and do not change.
 *
 * @internal
 */
export function logTransition(
  logger: LoggerService,
  transition: HistoryTransition,
  severity: StatusSeverity | undefined,
): void {
  const { id, subjectId, kind, cluster, name, at } = transition;
  const { from, to, reason, cause, evidence } = transition;
  const fields = toJson({
    event: EVENT_NAME,
    transition: id,
    subject: subjectId,
    kind,
    cluster,
    subjectName: name,
    from,
    to,
    reason,
    cause,
    at,
    evidence,
  });
  const what = `${kind} ${name || subjectId}${
    cluster ? ` of cluster ${cluster}` : ''
  }`;
  const status = reason ? `${to} (${reason})` : to;
  const change =
    from === to
      ? `still ${status} after a ${cause ?? 'change'}`
      : `${from ? `${from} -> ` : ''}${status}${cause ? ` by ${cause}` : ''}`;
  const write =
    severity === 'critical' && from !== to ? logger.warn : logger.info;
  write.call(logger, `${what}: ${change}`, fields);
}

/** Without what is undefined, which a log would write as a text. */
function toJson(fields: Record<string, unknown>): JsonObject {
  return JSON.parse(JSON.stringify(fields));
}
