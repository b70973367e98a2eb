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
  HeartbeatEntity,
  LeasePlace,
  ObservedController,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { HeartbeatRegistry } from '../controllers/HeartbeatRegistry';
import {
  fulfils,
  identityOf,
  NO_ENTITIES,
  type EntityIndex,
  type Expectation,
} from '../entities/EntityIndex';
import { withOthers } from '../subjects/nameOrder';

/**
 * What changes without another verdict (the label of a Lease, a replica that was
 * shut down long ago) is in the rows within this.
 */
const FRESH_MS = 10_000;

/**
 * A controller that is observed, with what changes seldom. Its verdict is not kept but
 * read from the registry.
 *
 * @internal
 */
export interface ObservedRow {
  id: string;
  name: string;
  /** As it is known now. */
  readonly controller: ObservedController;
  /** The ids of its Leases. */
  leases: string[];
  /** Its names and places, for a search. */
  text: string;
  /** All that name it, whoever may read them. */
  entities: HeartbeatEntity[];
}

/**
 * What entities expect and nobody has seen.
 *
 * @internal
 */
export interface ExpectedRow {
  id: string;
  name: string;
  expectation: Expectation;
  entities: HeartbeatEntity[];
}

/** @internal */
export type ControllerRow = ObservedRow | ExpectedRow;

/**
 * All controllers in the order of their names and by what they are found by, so
 * that no answer begins from scratch. They are looked through when a verdict has
 * changed, and put in order again when there are other ones or other entities.
 *
 * @internal
 */
export class ControllerRows {
  readonly #registry: HeartbeatRegistry;
  readonly #clock: Clock;
  #index = NO_ENTITIES;
  #generation = 0;
  #gatheredMs = -Infinity;
  #observed: ObservedRow[] = [];
  #all: ControllerRow[] = [];
  readonly #byId = new Map<string, ObservedRow>();
  readonly #byName = new Map<string, ObservedRow[]>();
  readonly #byPlace = new Map<string, ObservedRow[]>();

  static create(options: {
    registry: HeartbeatRegistry;
    clock: Clock;
  }): ControllerRows {
    const rows = new ControllerRows(options);
    options.registry.onChange(() => {
      rows.#gatheredMs = -Infinity;
      rows.#generation++;
    });
    return rows;
  }

  private constructor(options: { registry: HeartbeatRegistry; clock: Clock }) {
    this.#registry = options.registry;
    this.#clock = options.clock;
  }

  /** Brings everything up to date, with the entities of this index. */
  refresh(index: EntityIndex): void {
    const nowMs = this.#clock.monotonicMs();
    const hasOtherEntities = index !== this.#index;
    if (hasOtherEntities || nowMs - this.#gatheredMs >= FRESH_MS) {
      this.#index = index;
      this.#gatheredMs = nowMs;
      this.#gather(hasOtherEntities);
      if (hasOtherEntities) {
        this.#find();
      }
    }
  }

  /** Another number after each change of a verdict, of what there is, or of its entities. */
  get generation(): number {
    return this.#generation;
  }

  /** In the order of their names. */
  get all(): readonly ControllerRow[] {
    return this.#all;
  }

  row(id: string): ObservedRow | undefined {
    return this.#byId.get(id);
  }

  /** Those that are what is expected. */
  matching(expectation: Expectation): ObservedRow[] {
    return expectation.kind === 'controller'
      ? this.#byName.get(expectation.controller) ?? []
      : (this.#byPlace.get(placeKey(expectation.place)) ?? []).filter(row =>
          leasesOf(row.controller).some(({ record }) =>
            fulfils(record, expectation),
          ),
        );
  }

  #gather(hasOtherEntities: boolean): void {
    const kept: ObservedRow[] = [];
    const others: ObservedRow[] = [];
    for (const controller of this.#registry.controllers()) {
      const row = this.#byId.get(controller.id);
      if (row && !hasOtherEntities && isSame(row, controller)) {
        kept.push(row);
      } else {
        others.push(this.#rowOf(controller));
      }
    }
    if (others.length > 0 || kept.length < this.#observed.length) {
      const isKept = new Set(kept);
      this.#observed = withOthers(
        this.#observed.filter(row => isKept.has(row)),
        others,
      );
      this.#find();
    }
  }

  #rowOf(found: ObservedController): ObservedRow {
    const registry = this.#registry;
    const { id } = found;
    return {
      id,
      name: found.best.record.controller,
      get controller() {
        return registry.controller(id) ?? found;
      },
      leases: leasesOf(found).map(lease => lease.id),
      text: textOf(found),
      entities: this.#index.entitiesOf(found),
    };
  }

  #find(): void {
    this.#generation++;
    this.#byId.clear();
    this.#byName.clear();
    this.#byPlace.clear();
    for (const row of this.#observed) {
      this.#byId.set(row.id, row);
      add(this.#byName, row.name, row);
      for (const { record } of leasesOf(row.controller)) {
        add(this.#byPlace, placeKey(record.ref), row);
      }
    }
    const expected: ExpectedRow[] = [];
    for (const { expectation, entities } of this.#index.expectations()) {
      if (this.matching(expectation).length === 0) {
        const { id, name } = identityOf(expectation);
        expected.push({ id, name, expectation, entities });
      }
    }
    this.#all = withOthers<ControllerRow>(this.#observed, expected);
  }
}

/** Whether a row says all that it has to say of a controller. */
function isSame(row: ObservedRow, controller: ObservedController): boolean {
  const leases = leasesOf(controller);
  return (
    row.name === controller.best.record.controller &&
    row.leases.length === leases.length &&
    leases.every(({ id }, i) => id === row.leases[i])
  );
}

/** The Leases behind a controller. */
export function leasesOf({ best, replicas }: ObservedController) {
  return replicas ?? [best];
}

function textOf(controller: ObservedController): string {
  const { ref } = controller.best.record;
  return [
    controller.best.record.controller,
    ref.cluster,
    ref.namespace,
    ...leasesOf(controller).flatMap(({ record }) => [
      record.ref.name,
      record.replica,
    ]),
  ]
    .join('\n')
    .toLowerCase();
}

function placeKey({ namespace, name }: LeasePlace): string {
  return `${namespace}/${name}`;
}

function add(
  map: Map<string, ObservedRow[]>,
  key: string,
  row: ObservedRow,
): void {
  const rows = map.get(key);
  if (rows) {
    rows.push(row);
  } else {
    map.set(key, [row]);
  }
}
