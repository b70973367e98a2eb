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

import type { LeaseRef } from './generated/api';

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
 * The servers behind an entity: one name of those that the operator configured,
 * or several separated by commas.
 *
 * @public
 */
export const SERVER_ANNOTATION = 'heartbeat/server';

/**
 * A URL at which the entity itself says whether it is healthy. It is asked if the
 * operator allows its host.
 *
 * @public
 */
export const HEALTH_URL_ANNOTATION = 'heartbeat/health-url';

/**
 * `host:port` at which the entity accepts connections. It is asked if the operator
 * allows it.
 *
 * @public
 */
export const HEALTH_TCP_ANNOTATION = 'heartbeat/health-tcp';

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
 * Why no Lease label can bear this as a controller's name, as a sentence;
 * `undefined` if one can. `""` is one.
 *
 * @public
 */
export function controllerNameProblem(name: string): string | undefined {
  return name === '' ||
    (name.length <= MAX_LABEL_VALUE_LENGTH && LABEL_VALUE.test(name))
    ? undefined
    : `${JSON.stringify(
        name,
      )} is not a controller name; use at most ${MAX_LABEL_VALUE_LENGTH} letters, digits, "-", "_" and ".", beginning and ending with a letter or digit`;
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
    const problem = controllerNameProblem(name);
    if (name === '' && names.length > 1) {
      problems.push(
        `${CONTROLLER_ANNOTATION}: an empty name between commas; write each controller's name once, separated by single commas`,
      );
    } else if (problem) {
      problems.push(`${CONTROLLER_ANNOTATION}: ${problem}`);
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

const MAX_PORT = 65_535;

/** `host:port`, an IPv6 address in brackets. */
const HOST_AND_PORT = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/;

/** What a URL parser would silently drop, or take for something else. */
const BLANK_OR_CONTROL = /[\s\p{C}]/u;

/**
 * What one `heartbeat/health-url` annotation says.
 *
 * @public
 */
export interface HealthUrlAnnotation {
  /** Absent where it is not usable. */
  url?: string;
  /** One sentence for what is wrong, without the value: it may hold a secret. */
  problems: string[];
}

/**
 * Reads the value of a `heartbeat/health-url` annotation.
 *
 * @public
 */
export function parseHealthUrlAnnotation(value: string): HealthUrlAnnotation {
  const refuse = (problem: string): HealthUrlAnnotation => ({
    problems: [`${HEALTH_URL_ANNOTATION}: ${problem}`],
  });
  const text = value.trim();
  if (BLANK_OR_CONTROL.test(text)) {
    return refuse('there are blanks or control characters in the URL');
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse(
      'the value is not a URL; write e.g. "https://orders.example.com/health"',
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse(
      `"${url.protocol}" is not asked; write a URL with "http:" or "https:"`,
    );
  }
  if (url.username || url.password) {
    return refuse(
      'there is a user name or a password in the URL, which all can read here; let the operator configure this server',
    );
  }
  return { url: url.href, problems: [] };
}

/**
 * What one `heartbeat/health-tcp` annotation says.
 *
 * @public
 */
export interface HealthTcpAnnotation {
  /** Absent where it is not usable. An IPv6 address is without brackets. */
  place?: { host: string; port: number };
  /** One sentence for what is wrong. */
  problems: string[];
}

/**
 * Reads the value of a `heartbeat/health-tcp` annotation.
 *
 * @public
 */
export function parseHealthTcpAnnotation(value: string): HealthTcpAnnotation {
  const text = value.trim();
  const [, address, name, digits] = HOST_AND_PORT.exec(text) ?? [];
  const host = address ?? name;
  const port = Number(digits);
  if (!host || BLANK_OR_CONTROL.test(host) || port < 1 || port > MAX_PORT) {
    return {
      problems: [
        `${HEALTH_TCP_ANNOTATION}: ${JSON.stringify(
          text,
        )} is not a host and a port; write e.g. "orders.example.com:5432"`,
      ],
    };
  }
  return { place: { host, port }, problems: [] };
}

/**
 * The names of servers in the value of a `heartbeat/server` annotation, each once.
 *
 * @public
 */
export function parseServerAnnotation(value: string): string[] {
  const names = value.split(',').map(name => name.trim());
  return [...new Set(names)].filter(name => name !== '');
}
