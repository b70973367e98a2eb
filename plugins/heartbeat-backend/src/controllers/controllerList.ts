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
  HeartbeatList,
  HeartbeatQuery,
} from 'backstage-plugin-heartbeat-common';
import type { ListedKind } from '../subjects/SubjectKind';
import type { Clock } from '../time/clock';
import type { Moment } from '../time/moment';
import { explainVerdict } from './explainVerdict';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import { heartbeatView } from './heartbeatView';
import type { ClusterDisruption } from './liveness';
import { missingController } from './missingController';
import { leasesOf, type ObservedController } from './ObservedController';
import { stallReport } from './stallReport';

/**
 * What a list of controllers has beside its items: how far it can be trusted.
 *
 * @internal
 */
export type ControllerFrame = Pick<
  HeartbeatList,
  'sights' | 'disruptions' | 'stall'
>;

/**
 * How controllers are listed.
 *
 * @internal
 */
export function controllerList(options: {
  registry: HeartbeatRegistry;
  clock: Clock;
}): ListedKind<ObservedController, HeartbeatQuery, Heartbeat, ControllerFrame> {
  const { registry, clock } = options;
  const startedWallMs = clock.wallMs();
  return {
    route: 'heartbeats',
    operationId: 'getHeartbeats',
    text: controller =>
      [
        controller.name,
        controller.cluster,
        controller.best.record.ref.namespace,
        ...leasesOf(controller).flatMap(({ record }) => [
          record.ref.name,
          record.replica,
        ]),
      ]
        .join('\n')
        .toLowerCase(),
    isFoundNow: (controller, word) =>
      leasesOf(controller).some(({ record }) =>
        record.holder?.toLowerCase().includes(word),
      ),
    sorts: ['age'],
    sortKey: ({ best }) => best.lastBeat?.wallMs ?? 0,
    hasOwnFilter: ({ namespace }) => namespace !== undefined,
    matches: ({ best }, { namespace }) =>
      best.record.ref.namespace === namespace,
    // Renewals change the order of ages, and who holds a Lease.
    freshMs: ({ sort, text }) =>
      sort === 'age' || text !== undefined ? 0 : undefined,
    view: (controller, { moment, entities }) =>
      heartbeatView(controller, {
        nowMonotonicMs: moment.monotonicMs,
        nowWallMs: clock.wallMs(),
        entities,
      }),
    frame: ({ moment, isUnlimited }) => ({
      fields: {
        sights: registry.sights(),
        disruptions: registry
          .disruptions()
          .map(disruption => disruptionView(disruption, moment, isUnlimited)),
        stall: stallReport(registry.stall, moment),
      },
      problems: registry
        .clusterProblems()
        .map(message => ({ kind: 'clusters', message })),
    }),
    tellsAnnotationProblems: true,
    missing: claim =>
      missingController(claim, {
        sights: registry.sights(),
        clusterProblems: registry.clusterProblems(),
        areClustersAwaited: registry.areClustersAwaited,
        recordedFrom: registry.recordedFrom,
        startedWallMs,
      }),
    isWorstFirstBehind: false,
    explain: explainVerdict,
    onChange: listener => registry.onChange(listener),
  };
}

/** How many it has silenced is told to those who may read every entity: it counts all of them. */
function disruptionView(
  { cluster, count, sinceMonotonicMs, sinceWallMs }: ClusterDisruption,
  { monotonicMs }: Moment,
  isUnlimited: boolean,
) {
  return {
    cluster,
    at: new Date(sinceWallMs).toISOString(),
    ageMs: Math.round(monotonicMs - sinceMonotonicMs),
    count: isUnlimited ? count : undefined,
  };
}
