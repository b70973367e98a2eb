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

import {
  LIVENESS_MEANINGS,
  CONTROLLER_ANNOTATION,
  LEASE_ANNOTATION,
  type Heartbeat,
  type HeartbeatQuery,
} from 'backstage-plugin-heartbeat-common';
import type { SubjectKind } from '../subjects/SubjectKind';
import type { Clock } from '../time/clock';
import { controllerActions } from './controllerActions';
import { controllerClaims, CONTROLLER_KIND } from './controllerClaims';
import { controllerHistory } from './controllerHistory';
import { controllerList, type ControllerFrame } from './controllerList';
import { controllerMetrics } from './controllerMetrics';
import { controllerTelling } from './controllerTelling';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import type { Checkpoint } from './liveness';
import type { ObservedController } from './ObservedController';

/** @internal */
export type ControllerKind = SubjectKind<
  ObservedController,
  HeartbeatQuery,
  Heartbeat,
  ControllerFrame
>;

/**
 * Controllers, as all who know subjects only have to know of them.
 *
 * @internal
 */
export function createControllerKind(options: {
  registry: HeartbeatRegistry;
  clock: Clock;
  /** What is known of a Lease now. */
  leaseCheckpoint(id: string): Checkpoint | undefined;
}): ControllerKind {
  return {
    name: CONTROLLER_KIND,
    plural: 'controllers',
    statuses: LIVENESS_MEANINGS,
    registry: options.registry.controllers,
    claims: controllerClaims,
    suggested: [CONTROLLER_ANNOTATION, LEASE_ANNOTATION],
    list: controllerList(options),
    history: controllerHistory({
      clock: options.clock,
      leaseCheckpoint: options.leaseCheckpoint,
      setPast: (id, past) => options.registry.setPast(id, past),
      setRecordedFrom: clusters => options.registry.setRecordedFrom(clusters),
    }),
    telling: controllerTelling,
    metrics: controllerMetrics(options),
    actions: controllerActions,
  };
}
