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
  CONTROLLER_ANNOTATION,
  LEASE_ANNOTATION,
} from 'backstage-plugin-heartbeat-common';
import { controllerNameProblem } from 'backstage-plugin-heartbeat-node';

/** Of a label's value; the name of a Lease may have 253. */
const MAX_NAME_LENGTH = 63;

const LEASE_PLACE =
  /^(?:([^\s/]+)\/)?([a-z0-9][-a-z0-9]*)\/([a-z0-9][-a-z0-9.]*)$/;

/**
 * What one `heartbeat/controller` annotation says.
 *
 * @internal
 */
export interface ControllerAnnotation {
  /** The controllers' names in the order given, each once. */
  controllers: string[];
  /** One sentence for each name that no Lease label can bear. */
  problems: string[];
}

/**
 * Reads the value of a `heartbeat/controller` annotation. A bad name is
 * reported and does not hide the good ones beside it.
 *
 * @internal
 */
export function parseControllerAnnotation(value: string): ControllerAnnotation {
  const names = value.split(',').map(name => name.trim());
  const controllers = new Set<string>();
  const problems: string[] = [];
  for (const name of names) {
    const problem = controllerNameProblem(name);
    if (name === '' && names.length > 1) {
      problems.push(
        `${CONTROLLER_ANNOTATION}: an empty name between commas; write each controller's name once, separated by single commas`,
      );
    } else if (problem) {
      problems.push(
        `${CONTROLLER_ANNOTATION}: ${problem}${
          name.length > MAX_NAME_LENGTH
            ? `; a Lease with a longer name is named in ${LEASE_ANNOTATION}, as namespace/name`
            : ''
        }`,
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
 * @internal
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
 * @internal
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
 * @internal
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
