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
  Heartbeat,
  HeartbeatEntity,
  Sight,
} from 'backstage-plugin-heartbeat-common';

/**
 * What is said of a controller that an entity names and of which no Lease was
 * ever seen: `NeverReported` where every place that is looked at is in sight,
 * else `Unknown`, for it may well be where we cannot look.
 *
 * @internal
 */
export function expectedHeartbeat(
  controller: string,
  options: {
    sights: Sight[];
    /** What keeps clusters from being known. */
    clusterProblems: string[];
    entities: HeartbeatEntity[];
    nowWallMs: number;
  },
): Heartbeat {
  const { sights, clusterProblems, entities, nowWallMs } = options;
  const base = {
    id: `expected/${controller}`,
    controller,
    evidence: {},
    restarts: 0,
    entities,
  };
  const blind = sights.find(sight => sight.status !== 'synced');
  if (blind) {
    return {
      ...base,
      status: 'Unknown',
      since: blind.since,
      unknown: {
        reason: blind.reason ?? 'starting',
        message:
          blind.message ??
          `Cluster ${blind.cluster} is being looked at for the first time`,
      },
    };
  }
  if (sights.length === 0 || clusterProblems.length > 0) {
    return {
      ...base,
      status: 'Unknown',
      since: new Date(nowWallMs).toISOString(),
      unknown: {
        reason: 'no-source',
        message:
          clusterProblems[0] ??
          'No cluster is observed. Configure one for the Kubernetes plugin',
      },
    };
  }
  return {
    ...base,
    status: 'NeverReported',
    since: sights
      .map(sight => sight.since)
      .reduce((latest, since) => (since > latest ? since : latest)),
  };
}
