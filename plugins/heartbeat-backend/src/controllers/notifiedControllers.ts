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

import type { ObservedController } from 'backstage-plugin-heartbeat-common';
import type { NotifiedStatus } from '../config/notificationOptions';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import type { EntityLookup } from '../telling/audiences';
import { clusterOverText, clusterText } from './clusterText';
import { controllerText } from './controllerText';
import type { NotifiedKind, StatusWithReason } from '../telling/NotifiedKind';

/** Reasons of one controller alone, or of a backend that has just started. */
const OF_NO_CLUSTER = ['invalid-lease', 'starting'];

/**
 * Controllers, as people are told of them. What the cluster is the cause of is told
 * of the cluster.
 *
 * @internal
 */
export function notifiedControllers(options: {
  registry: HeartbeatRegistry;
  entities: EntityLookup<ObservedController>;
}): NotifiedKind<ObservedController> {
  const { registry, entities } = options;
  return {
    topic: 'controllers',
    worst: 'Dead',
    find: id => registry.controller(id),
    stateOf: ({ best }) => ({
      status: best.status,
      reason: best.unknown?.reason,
      isFlapping: best.isFlapping === true,
      sinceWallMs: best.sinceWallMs,
    }),
    verdictOf,
    causeOf,
    onChange: listener =>
      registry.onTransition(({ controller, atMonotonicMs }) =>
        listener({ subject: controller, atMonotonicMs }),
      ),
    onLeft: listener => registry.onForgotten(listener),
    async entitiesOf(controllers) {
      const entitiesOf = await entities();
      return controllers.map(entitiesOf);
    },
    copyOf: controller => ({
      ...controller,
      best: structuredClone(controller.best),
    }),
    letterOf(controller, news) {
      const { id, best } = controller;
      return {
        scope: `controller:${id}`,
        metadata: {
          controller: best.record.controller,
          cluster: best.record.ref.cluster,
          status: best.status,
          since: new Date(best.sinceWallMs).toISOString(),
        },
        text: owned => controllerText(controller, news, owned),
      };
    },
  };
}

function verdictOf({ status, reason }: StatusWithReason) {
  switch (status) {
    case 'Dead':
    case 'Stopped':
      return status;
    case 'Alive':
      return 'well';
    default:
      // What we do not see for a while is what it was before.
      return reason === 'invalid-lease' ? 'Unknown' : undefined;
  }
}

function causeOf({ best }: ObservedController) {
  const { unknown, record } = best;
  if (!unknown || OF_NO_CLUSTER.includes(unknown.reason)) {
    return undefined;
  }
  const { reason, message } = unknown;
  const { cluster } = record.ref;
  // Where people are told of deaths, a disruption is what they are told instead.
  const statuses: NotifiedStatus[] =
    reason === 'disruption' ? ['Unknown', 'Dead'] : ['Unknown'];
  return {
    scope: `cluster:${cluster}`,
    topic: 'clusters',
    metadata: { cluster, reason },
    statuses,
    text: (news: { count: number; sinceWallMs: number }) =>
      clusterText({ cluster, reason, message, ...news }),
    overText: (news: Parameters<typeof clusterOverText>[1]) =>
      clusterOverText(cluster, news),
  };
}
