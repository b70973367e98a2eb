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

import type { StatusWithReason } from '../subjects/Subject';
import type { SubjectGroup } from '../subjects/news';
import type { ToldKind } from '../subjects/SubjectKind';
import { clusterOverText, clusterText } from './clusterText';
import { controllerText } from './controllerText';
import { isLivenessStatus, type ToldOfController } from './livenessStatus';
import { withoutProcess } from './liveness';
import type { ObservedController } from './ObservedController';
import { processOverText, processText } from './processText';

/** Reasons of one controller alone, or of a backend that has just started. */
const OF_NO_CLUSTER = ['invalid-lease', 'starting'];

/**
 * Controllers, as people are told of them. What the cluster is the cause of is told
 * of the cluster.
 *
 * @internal
 */
export const controllerTelling: ToldKind<ObservedController, ToldOfController> =
  {
    topic: 'controllers',
    worst: 'Dead',
    verdictOf,
    // It was dead when we came, perhaps for months.
    isOldNews: ({ status, best }) => status === 'Dead' && !best.hasLived,
    causeOf,
    letterOf(controller, news) {
      const { id, name, cluster, status, sinceWallMs } = controller;
      return {
        scope: `controller:${id}`,
        metadata: {
          controller: name,
          cluster,
          status,
          since: new Date(sinceWallMs).toISOString(),
        },
        text: owned => controllerText(controller, news, owned),
      };
    },
    groupOf,
  };

/** Those whose Leases one process renewed, as far as it says who it is: it took all of them along. */
function groupOf({
  cluster,
  best,
}: ObservedController): SubjectGroup<ObservedController> | undefined {
  const { ref, holder } = best.record;
  if (!holder || best.stop) {
    return undefined;
  }
  const process = withoutProcess(holder);
  return {
    scope: `process:${cluster}/${ref.namespace}/${process}`,
    metadata: { cluster, process },
    text: members => processText({ cluster, process, members }),
    overText: news => processOverText(process, news),
  };
}

function verdictOf({
  status,
  reason,
}: StatusWithReason): ToldOfController | 'well' | undefined {
  if (!isLivenessStatus(status)) {
    return undefined;
  }
  switch (status) {
    case 'Dead':
    case 'Stopped':
      return status;
    case 'Alive':
      return 'well';
    case 'Unknown':
      // What we do not see for a while is what it was before.
      return reason === 'invalid-lease' ? 'Unknown' : undefined;
    case 'Late':
    case 'NeverReported':
      return undefined;
  }
}

function causeOf({ best, cluster }: ObservedController) {
  const { unknown } = best;
  if (!unknown || OF_NO_CLUSTER.includes(unknown.reason)) {
    return undefined;
  }
  const { reason, message } = unknown;
  return {
    scope: `cluster:${cluster}`,
    topic: 'clusters',
    metadata: { cluster, reason },
    // Where people are told of deaths, a disruption is what they are told instead.
    statuses: reason === 'disruption' ? ['Unknown', 'Dead'] : ['Unknown'],
    text: (news: { count: number; sinceWallMs: number }) =>
      clusterText({ cluster, reason, message, ...news }),
    overText: (news: Parameters<typeof clusterOverText>[1]) =>
      clusterOverText(cluster, news),
  };
}
