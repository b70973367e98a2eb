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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  stringifyEntityRef,
  type CompoundEntityRef,
} from '@backstage/catalog-model';
import {
  InputError,
  isError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  compareStatus,
  controllerHeartbeats,
  type ControllerHeartbeats,
  type EntityHeartbeats,
  type Heartbeat,
  type HeartbeatEntity,
  type HeartbeatList,
  type HeartbeatProblem,
  type ObserverReport,
  type Sight,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../clock';
import type { HeartbeatRegistry } from '../registry/HeartbeatRegistry';
import type { AnnotatedEntity, CatalogEntities } from './CatalogEntities';
import { EntityIndex, fulfils, type Expectation } from './EntityIndex';
import { expectedHeartbeat } from './expectedHeartbeat';
import { heartbeatView } from './heartbeatView';
import { canaryReport, watchReport } from './observerView';

/**
 * Makes the answers of the API out of what is true now and what the caller may
 * know of the catalog.
 *
 * @internal
 */
export class HeartbeatReader {
  readonly #registry: HeartbeatRegistry;
  readonly #entities: CatalogEntities;
  readonly #clock: Clock;
  readonly #defaultController: string;

  static create(options: {
    registry: HeartbeatRegistry;
    entities: CatalogEntities;
    clock: Clock;
    defaultController: string;
  }): HeartbeatReader {
    return new HeartbeatReader(options);
  }

  private constructor(options: {
    registry: HeartbeatRegistry;
    entities: CatalogEntities;
    clock: Clock;
    defaultController: string;
  }) {
    this.#registry = options.registry;
    this.#entities = options.entities;
    this.#clock = options.clock;
    this.#defaultController = options.defaultController;
  }

  /**
   * Kargo's view [H12-H20].
   *
   * @throws ServiceUnavailableError where a part of what is asked for cannot be
   * seen: a controller that is missing in the answer would be taken for dead [H20]
   * @throws InputError where nothing that is asked for is observed
   */
  controllerHeartbeats(filter: {
    cluster?: string;
    namespace?: string;
  }): ControllerHeartbeats {
    this.#requireSight(filter);
    const leases = [];
    for (const { isGone, record } of this.#registry.heartbeats()) {
      const { cluster, namespace } = record.ref;
      if (
        !isGone &&
        cluster === (filter.cluster ?? cluster) &&
        namespace === (filter.namespace ?? namespace)
      ) {
        leases.push(record);
      }
    }
    return controllerHeartbeats(leases, {
      nowMs: this.#clock.wallMs(),
      defaultController: this.#defaultController,
    });
  }

  /**
   * Every controller that is observed, and every one that an entity names,
   * worst first.
   */
  async list(credentials: BackstageCredentials): Promise<HeartbeatList> {
    let annotated: AnnotatedEntity[] = [];
    const problems: HeartbeatProblem[] = [];
    try {
      annotated = await this.#entities.annotated(credentials);
    } catch (error) {
      problems.push({
        kind: 'catalog',
        message: `The catalog cannot be asked which entities these controllers belong to: ${
          isError(error) ? error.message : error
        }`,
      });
    }
    problems.push(...annotationProblems(annotated));

    const items = this.#items(new EntityIndex(annotated));
    items.sort(
      (a, b) =>
        compareStatus(a.status, b.status) ||
        a.controller.localeCompare(b.controller) ||
        a.id.localeCompare(b.id),
    );
    return this.#answer(items, problems);
  }

  /**
   * What stands behind one entity.
   *
   * @throws NotFoundError where it is not there or the caller may not read it
   */
  async entity(
    ref: CompoundEntityRef,
    credentials: BackstageCredentials,
  ): Promise<EntityHeartbeats> {
    const annotated = await this.#entities.one(ref, credentials);
    if (!annotated) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)}, or you may not read it`,
      );
    }
    const index = new EntityIndex([annotated]);
    const observed = this.#observed(index, { isExpected: true });
    const items = Array.from(index.expectations()).flatMap(expected => {
      const own = observed.filter(item => isExpected(item, expected));
      return own.length > 0 ? own : [this.#expected(expected)];
    });
    return {
      ...this.#answer([...new Set(items)], annotationProblems([annotated])),
      entityRef: annotated.entity.entityRef,
    };
  }

  /** Can all of this be trusted? */
  observer(): ObserverReport {
    return {
      observedAt: new Date(this.#clock.wallMs()).toISOString(),
      watches: this.#registry
        .watches()
        .map(({ sight, statistics }) =>
          watchReport(sight, statistics, this.#clock),
        ),
      canary: canaryReport(this.#registry.canary.state, this.#clock),
      problems: this.#clusterProblems(),
    };
  }

  #clusterProblems(): HeartbeatProblem[] {
    return this.#registry
      .clusterProblems()
      .map(message => ({ kind: 'clusters', message }));
  }

  /** All that is observed, and all that is expected and is not. */
  #items(index: EntityIndex): Heartbeat[] {
    const items = this.#observed(index);
    const controllers = new Set(items.map(item => item.controller));
    for (const expected of index.expectations()) {
      const { expectation } = expected;
      const isThere =
        expectation.kind === 'controller'
          ? controllers.has(expectation.controller)
          : items.some(item => isExpected(item, expected));
      if (!isThere) {
        items.push(this.#expected(expected));
      }
    }
    return items;
  }

  /** All of them, or only those that some entity of the index expects. */
  #observed(
    index: EntityIndex,
    options: { isExpected?: boolean } = {},
  ): Heartbeat[] {
    const nowMonotonicMs = this.#clock.monotonicMs();
    const items: Heartbeat[] = [];
    for (const observed of this.#registry.controllers()) {
      const entities = index.entitiesOf(observed);
      // Before the view is made: most of the cost of an answer is in that.
      if (!options.isExpected || entities.length > 0) {
        items.push(heartbeatView(observed, { nowMonotonicMs, entities }));
      }
    }
    return items;
  }

  #expected(expected: Expected): Heartbeat {
    return expectedHeartbeat(expected.expectation, {
      sights: this.#registry.sights(),
      clusterProblems: this.#registry.clusterProblems(),
      entities: expected.entities,
      startedWallMs: this.#clock.wallMs(),
    });
  }

  #answer(items: Heartbeat[], problems: HeartbeatProblem[]): HeartbeatList {
    return {
      observedAt: new Date(this.#clock.wallMs()).toISOString(),
      items,
      sights: this.#registry.sights(),
      problems: [...this.#clusterProblems(), ...problems],
    };
  }

  #requireSight(filter: { cluster?: string; namespace?: string }): void {
    const sights = this.#registry.sights();
    const [problem] = this.#registry.clusterProblems();
    if (sights.length === 0 || problem !== undefined) {
      throw new ServiceUnavailableError(
        problem ?? 'No cluster is observed yet; ask again in a moment',
      );
    }
    const asked = sights.filter(sight => isAskedFor(sight, filter));
    if (asked.length === 0) {
      throw new InputError(
        `Nothing is observed in ${scopeName(filter)}; observed are ${sights
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

interface Expected {
  expectation: Expectation;
  entities: HeartbeatEntity[];
}

function isExpected(item: Heartbeat, { expectation }: Expected): boolean {
  return [item, ...(item.replicas ?? [])].some(
    ({ lease }) =>
      lease !== undefined &&
      fulfils({ controller: item.controller, ref: lease }, expectation),
  );
}

function isAskedFor(
  sight: Sight,
  filter: { cluster?: string; namespace?: string },
): boolean {
  return (
    sight.cluster === (filter.cluster ?? sight.cluster) &&
    (sight.namespace === undefined ||
      sight.namespace === (filter.namespace ?? sight.namespace))
  );
}

function scopeName(scope: { cluster?: string; namespace?: string }): string {
  return `${scope.namespace ? `namespace ${scope.namespace} of ` : ''}${
    scope.cluster ? `cluster ${scope.cluster}` : 'any cluster'
  }`;
}

function annotationProblems(annotated: AnnotatedEntity[]): HeartbeatProblem[] {
  return annotated
    .flatMap(({ problems }) => problems)
    .map(message => ({ kind: 'annotation', message }));
}
