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

import type { Cloud } from './Cloud';
import type { CloudRequest } from './CloudRequest';
import type { CloudServer } from './CloudServer';
import type { Flavor } from './flavors';
import { nameFilter } from './nameFilter';
import { faultOf, flavorBody, serverBody } from './novaBodies';
import { badValue, novaPage, novaRefusal } from './novaPage';
import { novaVersion } from './novaVersion';
import { withHeaders, type Reply } from './Reply';
import type { Token } from './Tokens';

/** What Nova takes for true and false. */
const YES = ['1', 't', 'true', 'on', 'y', 'yes'];
const NO = ['0', 'f', 'false', 'off', 'n', 'no'];

const SERVER_KEYS = ['all_tenants', 'limit', 'marker', 'name'];

const FLAVOR_KEYS = ['is_public', 'limit', 'marker', 'sort_dir', 'sort_key'];

const FLAVOR_ORDER: Readonly<
  Record<string, (flavor: Flavor) => string | number>
> = {
  flavorid: ({ id }) => id,
  memory_mb: ({ ram }) => ram,
  name: ({ name }) => name.toLowerCase(),
  root_gb: ({ disk }) => disk,
  vcpus: ({ vcpus }) => vcpus,
};

/**
 * Nova: the lists of servers and flavors. Bodies are those of 2.90 whatever version
 * is asked for. Keys of a query that real Nova knows and this one does not are
 * refused like those that nobody knows.
 *
 * @internal
 */
export class Nova {
  readonly #cloud: Cloud;
  readonly #maxLimit: number;
  readonly #url: () => string;

  constructor(options: {
    cloud: Cloud;
    /** The most entries on a page. */
    maxLimit: number;
    /** Where it is, with its version. */
    url: () => string;
  }) {
    this.#cloud = options.cloud;
    this.#maxLimit = options.maxLimit;
    this.#url = options.url;
  }

  answer(request: CloudRequest, token: Token): Reply {
    const version = novaVersion(request.header);
    if ('refusal' in version) {
      return version.refusal;
    }
    return withHeaders(this.#dispatch(request, token), version.headers);
  }

  #dispatch({ method, path, query }: CloudRequest, token: Token): Reply {
    if (method === 'GET' && path === '/v2.1/servers/detail') {
      return this.#servers(query, token);
    }
    if (method === 'GET' && path === '/v2.1/flavors/detail') {
      return this.#flavors(query, token);
    }
    const one = /^\/v2\.1\/servers\/([^/]+)$/.exec(path);
    if (method === 'GET' && one) {
      return this.#server(one[1], token);
    }
    return {
      status: 404,
      headers: { 'Content-Type': 'text/plain; charset=UTF-8' },
      body: '404 Not Found\n\nThe resource could not be found.\n\n   ',
    };
  }

  #servers(query: URLSearchParams, token: Token): Reply {
    const unknown = [...query.keys()].find(key => !SERVER_KEYS.includes(key));
    if (unknown !== undefined) {
      return novaRefusal(
        'badRequest',
        400,
        `'${unknown}' does not match any of the regexes: '^_'`,
      );
    }
    const pattern = query.getAll('name').at(-1);
    const name = pattern === undefined ? undefined : nameFilter(pattern);
    if (pattern !== undefined && !name) {
      return badValue('name', pattern, `is not a 'regex'`);
    }
    const allTenants = query.get('all_tenants') ?? 'false';
    if (![...YES, ...NO].includes(allTenants.toLowerCase())) {
      return novaRefusal(
        'badRequest',
        400,
        `Unrecognized value '${allTenants}', acceptable values are: ${[
          ...YES,
          ...NO,
        ]
          .sort()
          .map(value => `'${value}'`)
          .join(', ')}`,
      );
    }
    const wantsAll = YES.includes(allTenants.toLowerCase());
    if (wantsAll && !token.roles.includes('admin')) {
      return novaRefusal(
        'forbidden',
        403,
        `Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.`,
      );
    }
    return this.#page(
      'servers',
      this.#newestFirst().filter(
        server =>
          (wantsAll || server.projectId === token.project.id) &&
          (!name || name.test(server.name)),
      ),
      server => serverBody(server, this.#url()),
      query,
    );
  }

  #server(id: string, token: Token): Reply {
    const server = this.#cloud.servers.get(id);
    return server && server.projectId === token.project.id
      ? {
          status: 200,
          body: {
            server: { ...serverBody(server, this.#url()), ...faultOf(server) },
          },
        }
      : novaRefusal('itemNotFound', 404, `Instance ${id} could not be found.`);
  }

  #flavors(query: URLSearchParams, token: Token): Reply {
    const unknown = [...query.keys()].find(key => !FLAVOR_KEYS.includes(key));
    if (unknown !== undefined) {
      return novaRefusal(
        'badRequest',
        400,
        `Additional properties are not allowed ('${unknown}' was unexpected)`,
      );
    }
    const key = query.get('sort_key') ?? 'flavorid';
    const orderOf = FLAVOR_ORDER[key];
    if (!orderOf) {
      const known = Object.keys(FLAVOR_ORDER).map(one => `'${one}'`);
      return badValue('sort_key', key, `is not one of [${known.join(', ')}]`);
    }
    const direction = query.get('sort_dir') ?? 'asc';
    if (direction !== 'asc' && direction !== 'desc') {
      return badValue('sort_dir', direction, `is not one of ['asc', 'desc']`);
    }
    const sign = direction === 'asc' ? 1 : -1;
    const everything =
      token.roles.includes('admin') &&
      query.get('is_public')?.toLowerCase() === 'none';
    const flavors = [...this.#cloud.flavors.values()]
      .filter(
        ({ isPublic, projectIds }) =>
          everything || isPublic || projectIds.includes(token.project.id),
      )
      .sort((a, b) => sign * (orderOf(a) < orderOf(b) ? -1 : 1));
    return this.#page(
      'flavors',
      flavors,
      flavor => flavorBody(flavor, this.#url()),
      query,
    );
  }

  /** By the second, as the database has it; those of one second in the order they were made. */
  #newestFirst(): CloudServer[] {
    const second = ({ createdAt }: CloudServer) =>
      Math.floor(createdAt.getTime() / 1000);
    return [...this.#cloud.servers.values()].sort(
      (a, b) => second(b) - second(a),
    );
  }

  #page<T extends { id: string }>(
    key: 'servers' | 'flavors',
    all: T[],
    describe: (entry: T) => object,
    query: URLSearchParams,
  ): Reply {
    return novaPage({
      key,
      all,
      describe,
      query,
      url: `${this.#url()}/${key}/detail`,
      maxLimit: this.#maxLimit,
    });
  }
}
