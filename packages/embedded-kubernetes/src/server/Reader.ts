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

import { decodeContinue, encodeContinue } from './continueToken';
import { jsonOf, keyOf, type ObjectStore, type Stored } from './ObjectStore';
import type { Reply } from './Reply';
import type { ResourceDefinition } from './resources';
import { isTrue } from './requestInfo';
import {
  parseFieldSelector,
  parseLabelSelector,
  type Selector,
} from './selectors';
import {
  badRequest,
  expired,
  expiredContinue,
  internalError,
  invalid,
  notFound,
  versionTooLarge,
} from './refusals';
import { tableOf } from './tables';
import type { WatchOptions } from './WatchStream';

/** One read as it came in. @internal */
export interface ReadRequest {
  resource: ResourceDefinition;
  namespace: string | undefined;
  name: string | undefined;
  query: URLSearchParams;
  table: boolean;
}

/**
 * Gets and lists, and reads what a watch asks for.
 *
 * @internal
 */
export class Reader {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  get({ resource, namespace, name = '', query, table }: ReadRequest): Reply {
    this.#checkReached(readVersion(query));
    const stored = this.#store.get(
      resource,
      keyOf(resource, { namespace, name }),
    );
    if (!stored) {
      throw notFound(resource, name);
    }
    return {
      code: 200,
      body: table
        ? tableOf(
            resource,
            [stored],
            JSON.stringify({
              resourceVersion: stored.object.metadata.resourceVersion,
            }),
          )
        : jsonOf(resource, stored),
    };
  }

  /**
   * Lists, in pages when asked to. All pages of a list show the version of its first page; when that is compacted,
   * the answer is 410 with a token that goes on inconsistently.
   */
  list(request: ReadRequest): Reply {
    const { resource, query, table } = request;
    const limit = readNumber(query, 'limit') ?? 0;
    const { version, after, all } = this.#source(query);
    const selected = select(request, all(resource));
    const rest =
      after === undefined
        ? selected
        : selected.filter(({ key }) => key > after);
    // A list from the watch cache, which is what version 0 asks for, comes in one piece.
    const cut =
      limit > 0 && query.get('resourceVersion') !== '0' && rest.length > limit;
    const page = cut ? rest.slice(0, limit) : rest;
    const filtered = query.get('labelSelector') || query.get('fieldSelector');
    const metadata = JSON.stringify({
      resourceVersion: String(version),
      continue: cut
        ? encodeContinue({ version, after: page[page.length - 1].key })
        : undefined,
      remainingItemCount:
        cut && !filtered ? rest.length - page.length : undefined,
    });
    return {
      code: 200,
      body: table
        ? tableOf(resource, page, metadata)
        : listOf(resource, page, metadata),
    };
  }

  /** What a list of the latest data would show, in one piece. */
  selectLatest(request: ReadRequest): Stored[] {
    return select(request, this.#store.list(request.resource));
  }

  /** What a watch asks for. */
  watch(request: ReadRequest, bookmarkIntervalMs: number): WatchOptions {
    const { resource, namespace, query, table } = request;
    const version = readVersion(query);
    const timeoutSeconds = readNumber(query, 'timeoutSeconds');
    const streamingList = isTrue(query.get('sendInitialEvents'));
    const fromNow = !version || streamingList;
    return {
      resource,
      namespace,
      selector: readSelector(query),
      since: fromNow ? this.#store.version : version,
      initial: fromNow ? this.selectLatest(request) : [],
      announceInitialEnd: streamingList,
      bookmarks: isTrue(query.get('allowWatchBookmarks')),
      bookmarkIntervalMs,
      timeoutMs: timeoutSeconds ? timeoutSeconds * 1000 : undefined,
      table,
    };
  }

  /** Which version a list shows, where its page begins, and what was there. */
  #source(query: URLSearchParams): {
    version: number;
    after?: string;
    all: (resource: ResourceDefinition) => Stored[];
  } {
    const latest = {
      version: this.#store.version,
      all: (resource: ResourceDefinition) => this.#store.list(resource),
    };
    const version = readVersion(query);
    const token = query.get('continue');
    if (token) {
      if (version) {
        throw badRequest(
          'specifying resource version is not allowed when using continue',
        );
      }
      const { version: at, after } = decodeContinue(token);
      return at === undefined
        ? { ...latest, after }
        : {
            version: at,
            after,
            all: resource => {
              const objects = this.#store.listAt(resource, at);
              if (!objects) {
                throw expiredContinue(
                  encodeContinue({ version: undefined, after }),
                );
              }
              return objects;
            },
          };
    }
    const match = query.get('resourceVersionMatch');
    if (match && version === undefined) {
      throw invalid({ kind: 'ListOptions', group: 'meta.k8s.io' }, [
        {
          reason: 'FieldValueForbidden',
          message:
            'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
          field: 'resourceVersionMatch',
        },
      ]);
    }
    this.#checkReached(version);
    if (match === 'Exact' && version) {
      return {
        version,
        all: resource => {
          const objects = this.#store.listAt(resource, version);
          if (!objects) {
            throw expired(version, this.#store.compactedTo);
          }
          return objects;
        },
      };
    }
    return latest;
  }

  #checkReached(version: number | undefined): void {
    if (version !== undefined && version > this.#store.version) {
      throw versionTooLarge(version, this.#store.version);
    }
  }
}

/** A list as Kubernetes writes it: its items carry no kind. @internal */
export function listOf(
  resource: ResourceDefinition,
  items: readonly Stored[],
  metadata: string,
): string {
  return `{"kind":"${resource.kind}List","apiVersion":"${
    resource.apiVersion
  }","metadata":${metadata},"items":[${items
    .map(({ tail }) => `{${tail}`)
    .join(',')}]}`;
}

function select(
  { namespace, query }: ReadRequest,
  objects: readonly Stored[],
): Stored[] {
  const selector = readSelector(query);
  return objects.filter(
    stored =>
      (namespace === undefined || stored.namespace === namespace) &&
      selector(stored),
  );
}

function readSelector(query: URLSearchParams): Selector {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  return stored => (labels?.(stored) ?? true) && (fields?.(stored) ?? true);
}

function readVersion(query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion');
  if (!text) {
    return undefined;
  }
  if (!/^\d+$/.test(text)) {
    throw internalError(
      `resourceVersion: Invalid value: ${JSON.stringify(
        text,
      )}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

function readNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (!text) {
    return undefined;
  }
  if (!/^-?\d+$/.test(text)) {
    throw badRequest(
      `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}
