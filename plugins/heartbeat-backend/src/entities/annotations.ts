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
  HEALTH_TCP_ANNOTATION,
  HEALTH_URL_ANNOTATION,
  LEASE_ANNOTATION,
  type LeaseRef,
} from 'backstage-plugin-heartbeat-common';
import { controllerNameProblem } from 'backstage-plugin-heartbeat-node';

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

/**
 * Whether a Lease is the one that is expected in this place.
 *
 * @internal
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
 * @internal
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
 * @internal
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
 * @internal
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
 * @internal
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
