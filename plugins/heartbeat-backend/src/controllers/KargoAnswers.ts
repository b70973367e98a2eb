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
import type { KargoOptions } from '../config/kargoOptions';
import type { Clock } from '../time/clock';
import type { Visibility } from '../entities';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import { nameByLabel } from './LeaseRecord';
import { leasesOf } from './ObservedController';
import {
  controllerHeartbeats,
  type ControllerLease,
} from './controllerHeartbeats';

/**
 * Which part of the clusters a caller asks about.
 *
 * @internal
 */
export interface Place {
  cluster?: string;
  namespace?: string;
}

/** By which label, too. */
interface LabelledPlace extends Place {
  label: string;
}

/** What {@link KargoAnswers} is made of. */
interface KargoAnswersOptions {
  registry: HeartbeatRegistry;
  /** Of the controllers that are there and the caller may be told of. */
  visibleIds(visibility: Visibility): string[];
  clock: Clock;
  defaultController: string;
  /** What is shown unless a query says otherwise. */
  kargo: KargoOptions;
}

/**
 * Kargo's view [H12-H20] [H25-H27] of what the caller may be told of, among what is
 * observed: a query narrows it, and makes nothing be looked at.
 *
 * @internal
 */
export class KargoAnswers {
  readonly #registry: HeartbeatRegistry;
  readonly #visibleIds: (visibility: Visibility) => string[];
  readonly #clock: Clock;
  readonly #defaultController: string;
  readonly #kargo: KargoOptions;

  constructor(options: KargoAnswersOptions) {
    this.#registry = options.registry;
    this.#visibleIds = options.visibleIds;
    this.#clock = options.clock;
    this.#defaultController = options.defaultController;
    this.#kargo = options.kargo;
  }

  /**
   * @throws ServiceUnavailableError where a part of what is asked for cannot be
   * seen: a controller that is missing in the answer would be taken for dead [H20]
   * @throws InputError where nothing that is asked for is observed
   */
  controllerHeartbeats(
    query: Partial<LabelledPlace>,
    visibility: Visibility,
  ): ControllerHeartbeats {
    const place = {
      cluster: query.cluster,
      namespace: query.namespace ?? this.#kargo.namespace,
      label: query.label ?? this.#kargo.label,
    };
    this.#requireSight(place);
    const { failure, isUnlimited } = visibility;
    if (!isUnlimited && failure !== undefined) {
      throw new ServiceUnavailableError(
        `The catalog cannot be asked which controllers you may read: ${failure}`,
      );
    }
    const leases: ControllerLease[] = [];
    for (const id of this.#visibleIds(visibility)) {
      const controller = this.#registry.controllers.subject(id);
      for (const { isGone, record } of controller ? leasesOf(controller) : []) {
        const { cluster, namespace } = record.ref;
        const name = nameByLabel(record, place.label);
        if (
          !isGone &&
          name !== undefined &&
          cluster === (place.cluster ?? cluster) &&
          namespace === (place.namespace ?? namespace)
        ) {
          const { renewTime, leaseDurationSeconds } = record;
          leases.push({ controller: name, renewTime, leaseDurationSeconds });
        }
      }
    }
    return controllerHeartbeats(leases, {
      nowMs: this.#clock.wallMs(),
      defaultController: this.#defaultController,
    });
  }

  #requireSight(place: LabelledPlace): void {
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
        `No source looks for the label ${place.label} in ${scopeName(
          place,
        )}; those by label look for ${
          sights
            .filter(({ source }) => source === 'label')
            .map(sight => `${sight.selector} in ${scopeName(sight)}`)
            .join(', ') || 'nothing'
        }`,
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

function isAskedFor(sight: Sight, place: LabelledPlace): boolean {
  return (
    sight.source === 'label' &&
    sight.selector === place.label &&
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
