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

import type { Verb } from './types';

/**
 * What a request is about, as its URL and method say it, before anything is looked up. Rights, faults and counters
 * go by this.
 *
 * @internal
 */
export interface RequestInfo {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Absent for URLs that are no resource: discovery, health, version. */
  target: ResourceTarget | undefined;
}

/** @internal */
export interface ResourceTarget {
  verb: Verb;
  group: string;
  version: string;
  plural: string;
  subresource: string | undefined;
  namespace: string | undefined;
  name: string | undefined;
}

/** Reads a request's URL and method. @internal */
export function readRequestInfo(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'http://localhost');
  const path = decodePath(pathname);
  return { method, path, query, target: readTarget(method, path, query) };
}

/** True for the ways in which Kubernetes' clients write `true` in a query. @internal */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== '' && value !== '0' && value !== 'false';
}

function readTarget(
  method: string,
  path: string,
  query: URLSearchParams,
): ResourceTarget | undefined {
  const parts = path.split('/').filter(part => part !== '');
  let group = '';
  if (parts[0] === 'apis') {
    group = parts[1] ?? '';
    parts.splice(0, 2);
  } else if (parts[0] === 'api') {
    parts.splice(0, 1);
  } else {
    return undefined;
  }
  const [version, ...rest] = parts;
  let namespace: string | undefined;
  if (rest[0] === 'namespaces' && rest.length > 1) {
    namespace = rest[1];
    // `namespaces/x` and `namespaces/x/status` are about the namespace itself, which counts as being in itself.
    const itself =
      rest.length === 2 || ['status', 'finalize'].includes(rest[2]);
    rest.splice(0, itself ? 0 : 2);
  }
  const [plural, name, subresource] = rest;
  if (!version || !plural) {
    return undefined;
  }
  const verb = verbOf(method, name, isTrue(query.get('watch')));
  return verb && { verb, group, version, plural, subresource, namespace, name };
}

function verbOf(
  method: string,
  name: string | undefined,
  watch: boolean,
): Verb | undefined {
  switch (method) {
    case 'GET':
      if (name !== undefined) {
        return 'get';
      }
      return watch ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return undefined;
  }
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
