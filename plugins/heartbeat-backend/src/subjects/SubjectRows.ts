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

import type { HeartbeatEntity } from 'backstage-plugin-heartbeat-common';
import {
  bindingKeys,
  type Claim,
  type ClaimOfEntities,
  type EntityIndex,
  NO_ENTITIES,
} from '../entities';
import { withOthers } from './nameOrder';
import type { Subject } from './Subject';
import type {
  MissingSubject,
  SubjectKind,
  SubjectQuery,
  SubjectView,
} from './SubjectKind';

/**
 * A subject that is there, with what changes seldom.
 *
 * @internal
 */
export interface PresentRow<S extends Subject = Subject> {
  id: string;
  name: string;
  /** With the status that it has; its last sign of life may be another one by now. */
  subject: S;
  /** Its names and places, for a search. */
  text: string;
  /** All that it belongs to, whoever may read them. */
  entities: HeartbeatEntity[];
}

/**
 * What entities expect and nobody has seen.
 *
 * @internal
 */
export interface MissingRow<View extends SubjectView = SubjectView> {
  id: string;
  name: string;
  missing: MissingSubject<View>;
  /** Its names, for a search. */
  text: string;
  entities: HeartbeatEntity[];
}

/** @internal */
export type SubjectRow<
  S extends Subject = Subject,
  View extends SubjectView = SubjectView,
> = PresentRow<S> | MissingRow<View>;

/**
 * All subjects of one kind in the order of their names and by what they are found
 * by, so that no answer begins from scratch. Those that have changed are looked at
 * again when somebody asks, and all are put in order again when there are other ones
 * or other entities.
 *
 * @internal
 */
export class SubjectRows<S extends Subject, View extends SubjectView> {
  readonly #kind: SubjectKind<S, SubjectQuery, View>;
  #index = NO_ENTITIES;
  #generation = 0;
  /** Of those that have changed since they were looked at. */
  readonly #changed = new Set<string>();
  /** What is said of missing ones may be another thing by now. */
  #isMissingStale = false;
  #present: PresentRow<S>[] = [];
  #all: SubjectRow<S, View>[] = [];
  #unfulfilled: ClaimOfEntities[] = [];
  readonly #byId = new Map<string, PresentRow<S>>();
  readonly #byBinding = new Map<string, PresentRow<S>[]>();
  readonly #byRef = new Map<string, PresentRow<S>[]>();

  constructor(kind: SubjectKind<S, SubjectQuery, View>) {
    this.#kind = kind;
    for (const { id } of kind.registry.subjects()) {
      this.#changed.add(id);
    }
    kind.registry.onChange(id => {
      this.#changed.add(id);
      this.#generation++;
    });
    kind.list.onChange?.(() => {
      this.#isMissingStale = true;
      this.#generation++;
    });
  }

  /** Brings everything up to date, with the entities of this index. */
  refresh(index: EntityIndex): void {
    const hasOtherEntities = index !== this.#index;
    if (hasOtherEntities) {
      this.#index = index;
      for (const row of this.#present) {
        row.entities = index.entitiesOf(row.subject);
      }
    }
    const hasOtherSubjects = this.#followChanges();
    if (hasOtherEntities || hasOtherSubjects) {
      this.#find();
    }
    if (hasOtherEntities || hasOtherSubjects || this.#isMissingStale) {
      this.#addMissing();
    }
  }

  /** Another number after each change of a status, of what there is, or of its entities. */
  get generation(): number {
    return this.#generation;
  }

  /** In the order of their names; another array whenever they, or their entities, are others. */
  get all(): readonly SubjectRow<S, View>[] {
    return this.#all;
  }

  row(id: string): PresentRow<S> | undefined {
    return this.#byId.get(id);
  }

  /** A subject as it was seen last. */
  latest({ id, subject }: PresentRow<S>): S {
    return this.#kind.registry.subject(id) ?? subject;
  }

  /** Those that are what an entity claims. */
  fulfilling(claim: Claim): PresentRow<S>[] {
    return bindingKeys(claim).flatMap(key => this.#byBinding.get(key) ?? []);
  }

  /** Those that an entity named itself. */
  namedBy(entityRef: string): PresentRow<S>[] {
    return this.#byRef.get(entityRef) ?? [];
  }

  /** What is listed for a claim that none of them is, if anything is. */
  missing(claim: Claim): MissingRow<View> | undefined {
    const missing = this.#kind.list.missing?.(claim);
    return (
      missing && {
        id: missing.id,
        name: missing.name,
        missing,
        text: missing.name.toLowerCase(),
        entities: [],
      }
    );
  }

  /** What entities say and no subject is. */
  get unfulfilled(): readonly ClaimOfEntities[] {
    return this.#unfulfilled;
  }

  /** @returns whether there are other ones now, or ones that are found by something else */
  #followChanges(): boolean {
    const { registry } = this.#kind;
    const gone = new Set<PresentRow<S>>();
    const others: PresentRow<S>[] = [];
    for (const id of this.#changed) {
      const row = this.#byId.get(id);
      const subject = registry.subject(id);
      if (row && subject && registry.isAlike(row.subject, subject)) {
        row.subject = subject;
      } else {
        if (row) {
          gone.add(row);
        }
        if (subject) {
          others.push(this.#toRow(subject));
        }
      }
    }
    this.#changed.clear();
    if (gone.size === 0 && others.length === 0) {
      return false;
    }
    this.#present = withOthers(
      this.#present.filter(row => !gone.has(row)),
      others,
    );
    return true;
  }

  #toRow(subject: S): PresentRow<S> {
    return {
      id: subject.id,
      name: subject.name,
      subject,
      text: this.#kind.list.text(subject),
      entities: this.#index.entitiesOf(subject),
    };
  }

  #find(): void {
    this.#byId.clear();
    this.#byBinding.clear();
    this.#byRef.clear();
    for (const row of this.#present) {
      this.#byId.set(row.id, row);
      for (const key of row.subject.bindings.flatMap(bindingKeys)) {
        add(this.#byBinding, key, row);
      }
      for (const entityRef of row.subject.entityRefs) {
        add(this.#byRef, entityRef, row);
      }
    }
  }

  #addMissing(): void {
    this.#generation++;
    this.#isMissingStale = false;
    this.#unfulfilled = [];
    const rows: MissingRow<View>[] = [];
    for (const claimed of this.#index.claims(this.#kind.name)) {
      if (this.fulfilling(claimed.claim).length === 0) {
        this.#unfulfilled.push(claimed);
        const row = this.missing(claimed.claim);
        if (row) {
          rows.push({ ...row, entities: claimed.entities });
        }
      }
    }
    // Another array, by which readers see that there are other rows, or other entities.
    this.#all = [...withOthers<SubjectRow<S, View>>(this.#present, rows)];
  }
}

function add<Row>(map: Map<string, Row[]>, key: string, row: Row): void {
  const rows = map.get(key);
  if (rows) {
    rows.push(row);
  } else {
    map.set(key, [row]);
  }
}
