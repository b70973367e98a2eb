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

import type { LeaseRef } from './heartbeat';

/**
 * The controllers behind an entity: one name, or several separated by commas.
 * An empty value names the unnamed controller (Kargo's `""`).
 *
 * @public
 */
export const CONTROLLER_ANNOTATION = 'heartbeat/controller';

/**
 * Leases behind an entity, by their place: `[cluster/]namespace/name`, several
 * separated by commas. Without a cluster it is meant in all of them.
 *
 * @public
 */
export const LEASE_ANNOTATION = 'heartbeat/lease';

/**
 * The label by which a Lease says which controller it is the heartbeat of,
 * when the configuration names no other.
 *
 * @public
 */
export const CONTROLLER_LABEL = 'heartbeat/controller';

/**
 * The label by which a Lease says that it is one of several of the same
 * controller: the replica's name. Leases of one namespace that bear it and name
 * the same controller are one controller, which is as well as its best replica.
 * Without it, each Lease is a heartbeat of its own.
 *
 * @public
 */
export const REPLICA_LABEL = 'heartbeat/replica';

/**
 * The annotation of a Lease in which its controller says what it did last, in
 * words for people: "alive but stuck" can be told from alive by it.
 *
 * @public
 */
export const PROGRESS_ANNOTATION = 'heartbeat/progress';

/**
 * The annotation of a Lease that says when, by the controller's clock, what
 * {@link PROGRESS_ANNOTATION} says was done: RFC 3339. Two steps that are told in
 * the same words are told apart by it.
 *
 * @public
 */
export const PROGRESS_TIME_ANNOTATION = 'heartbeat/progress-time';

/**
 * A link to what to do when the entity's controllers are dead.
 *
 * @public
 */
export const RUNBOOK_ANNOTATION = 'heartbeat/runbook';

const LEASE_PLACE =
  /^(?:([^\s/]+)\/)?([a-z0-9][-a-z0-9]*)\/([a-z0-9][-a-z0-9.]*)$/;

/** A label value's longest form, by the Kubernetes API. */
const MAX_LABEL_VALUE_LENGTH = 63;

const LABEL_VALUE = /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;

/**
 * What one `heartbeat/controller` annotation says.
 *
 * @public
 */
export interface ControllerAnnotation {
  /** The controllers' names in the order given, each once. */
  controllers: string[];
  /** One sentence for each name that no Lease label can bear. */
  problems: string[];
}

/**
 * Whether a Lease label can bear this as a controller's name; `""` can.
 *
 * @public
 */
export function isControllerName(name: string): boolean {
  return (
    name === '' ||
    (name.length <= MAX_LABEL_VALUE_LENGTH && LABEL_VALUE.test(name))
  );
}

/**
 * Reads the value of a `heartbeat/controller` annotation. A bad name is
 * reported and does not hide the good ones beside it.
 *
 * @public
 */
export function parseControllerAnnotation(value: string): ControllerAnnotation {
  const names = value.split(',').map(name => name.trim());
  const controllers = new Set<string>();
  const problems: string[] = [];
  for (const name of names) {
    if (name === '' && names.length > 1) {
      problems.push(
        `${CONTROLLER_ANNOTATION}: an empty name between commas; write each controller's name once, separated by single commas`,
      );
    } else if (!isControllerName(name)) {
      problems.push(
        `${CONTROLLER_ANNOTATION}: "${name}" is not a controller name; use at most ${MAX_LABEL_VALUE_LENGTH} letters, digits, "-", "_" and ".", beginning and ending with a letter or digit`,
      );
    } else {
      controllers.add(name);
    }
  }
  return { controllers: [...controllers], problems };
}

/**
 * Where a Lease is expected.
 *
 * @public
 */
export interface LeasePlace {
  /** Absent: in any cluster. */
  cluster?: string;
  namespace: string;
  name: string;
}

/**
 * What one `heartbeat/lease` annotation says.
 *
 * @public
 */
export interface LeaseAnnotation {
  /** In the order given. */
  leases: LeasePlace[];
  /** One sentence for each value that names no Lease. */
  problems: string[];
}

/**
 * Reads the value of a `heartbeat/lease` annotation. A bad value is reported
 * and does not hide the good ones beside it.
 *
 * @public
 */
export function parseLeaseAnnotation(value: string): LeaseAnnotation {
  const leases: LeasePlace[] = [];
  const problems: string[] = [];
  for (const part of value.split(',').map(text => text.trim())) {
    const [, cluster, namespace, name] = LEASE_PLACE.exec(part) ?? [];
    if (namespace && name) {
      leases.push({ cluster, namespace, name });
    } else {
      problems.push(
        `${LEASE_ANNOTATION}: "${part}" names no Lease; write namespace/name or cluster/namespace/name`,
      );
    }
  }
  return { leases, problems };
}

/**
 * Whether a Lease is the one that is expected in this place.
 *
 * @public
 */
export function isLeaseAt(place: LeasePlace, ref: LeaseRef): boolean {
  return (
    (place.cluster ?? ref.cluster) === ref.cluster &&
    place.namespace === ref.namespace &&
    place.name === ref.name
  );
}
