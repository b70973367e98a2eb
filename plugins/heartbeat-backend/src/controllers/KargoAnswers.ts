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

import { InputError, ServiceUnavailableError } from '@backstage/errors';
import type {
  ControllerHeartbeats,
  Sight,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { Visibility } from '../entities';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import type { LeaseRecord } from './LeaseRecord';
import { leasesOf } from './ObservedController';
import { controllerHeartbeats } from './controllerHeartbeats';

/**
 * Which part of the clusters a caller asks about.
 *
 * @internal
 */
export interface Place {
  cluster?: string;
  namespace?: string;
}

/** What {@link KargoAnswers} is made of. */
interface KargoAnswersOptions {
  registry: HeartbeatRegistry;
  /** Of the controllers that are there and the caller may be told of. */
  visibleIds(visibility: Visibility): string[];
  clock: Clock;
  defaultController: string;
}

/**
 * Kargo's view [H12-H20] of what the caller may be told of.
 *
 * @internal
 */
export class KargoAnswers {
  readonly #registry: HeartbeatRegistry;
  readonly #visibleIds: (visibility: Visibility) => string[];
  readonly #clock: Clock;
  readonly #defaultController: string;

  constructor(options: KargoAnswersOptions) {
    this.#registry = options.registry;
    this.#visibleIds = options.visibleIds;
    this.#clock = options.clock;
    this.#defaultController = options.defaultController;
  }

  /**
   * @throws ServiceUnavailableError where a part of what is asked for cannot be
   * seen: a controller that is missing in the answer would be taken for dead [H20]
   * @throws InputError where nothing that is asked for is observed
   */
  controllerHeartbeats(
    place: Place,
    visibility: Visibility,
  ): ControllerHeartbeats {
    this.#requireSight(place);
    const { failure, isUnlimited } = visibility;
    if (!isUnlimited && failure !== undefined) {
      throw new ServiceUnavailableError(
        `The catalog cannot be asked which controllers you may read: ${failure}`,
      );
    }
    const leases: LeaseRecord[] = [];
    for (const id of this.#visibleIds(visibility)) {
      const controller = this.#registry.controllers.subject(id);
      for (const { isGone, record } of controller ? leasesOf(controller) : []) {
        const { cluster, namespace } = record.ref;
        if (
          !isGone &&
          cluster === (place.cluster ?? cluster) &&
          namespace === (place.namespace ?? namespace)
        ) {
          leases.push(record);
        }
      }
    }
    return controllerHeartbeats(leases, {
      nowMs: this.#clock.wallMs(),
      defaultController: this.#defaultController,
    });
  }

  #requireSight(place: Place): void {
    const sights = this.#registry.sights();
    const [problem] = this.#registry.clusterProblems();
    if (sights.length === 0 || problem !== undefined) {
      throw new ServiceUnavailableError(
        problem ?? 'No cluster is observed yet; ask again in a moment',
      );
    }
    const asked = sights.filter(sight => isAskedFor(sight, place));
    if (asked.length === 0) {
      throw new InputError(
        `Nothing is observed in ${scopeName(place)}; observed are ${sights
          .map(scopeName)
          .join(', ')}`,
      );
    }
    const blind = asked.find(sight => sight.status !== 'synced');
    if (blind) {
      throw new ServiceUnavailableError(
        blind.message ??
          `${scopeName(blind)} is being looked at for the first time`,
      );
    }
  }
}

function isAskedFor(sight: Sight, place: Place): boolean {
  return (
    sight.cluster === (place.cluster ?? sight.cluster) &&
    (sight.namespace === undefined ||
      sight.namespace === (place.namespace ?? sight.namespace))
  );
}

function scopeName(scope: Place): string {
  return `${scope.namespace ? `namespace ${scope.namespace} of ` : ''}${
    scope.cluster ? `cluster ${scope.cluster}` : 'any cluster'
  }`;
}
