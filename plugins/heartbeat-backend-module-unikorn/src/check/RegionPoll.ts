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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import limit from 'p-limit';
import {
  type RegionRegistry,
  type ResolvedRegion,
  SIMULATED_FLAVORS,
} from '../regions';
import {
  pathOf,
  readServer,
  REGION_LABEL,
  type ResourceApi,
  type ServerResource,
} from '../resources';
import { lifecycleOf } from './lifecycleOf';
import { NovaLookup } from './NovaLookup';
import type {
  ServerAttributes,
  ServerMetrics,
  StateAttributes,
} from './ServerMetrics';
import { pollServer } from './pollServer';
import { couldNotAsk } from './couldNotAsk';

interface RegionPollOptions {
  api: ResourceApi;
  place: { cluster: string; namespace: string; region?: string };
  /** By name of the resource, how it is called in reports. */
  definitions: ReadonlyMap<string, string>;
  group: string;
  concurrency: number;
  regions: RegionRegistry;
  metrics: ServerMetrics;
  logger: LoggerService;
  signal: AbortSignal;
  report(name: string, observation: ServerObservation): void;
}

/**
 * One poll of one region.
 *
 * @internal
 */
export class RegionPoll {
  readonly #options: RegionPollOptions;
  /** What the gauge will show. */
  readonly #states: StateAttributes[] = [];

  constructor(options: RegionPollOptions) {
    this.#options = options;
  }

  /** @throws the signal's reason, once that is aborted, and nothing else */
  async run(): Promise<void> {
    const { api, definitions, group, logger, metrics, place, signal } =
      this.#options;
    let servers: ServerResource[];
    try {
      servers = await this.#listServers();
    } catch (error) {
      signal.throwIfAborted();
      logger.error(
        `The servers of region ${group} cannot be listed: ${wordsOf(error)}`,
      );
      this.#reportAll(definitions.keys(), couldNotAsk(error));
      return;
    }
    const alive = servers.filter(({ isDeleting }) => !isDeleting);
    const names = new Set(alive.map(({ name }) => name));
    this.#reportAll(
      [...definitions.keys()].filter(name => !names.has(name)),
      { outcome: 'stopped', message: 'It is deleted.', isDefinite: true },
    );
    if (place.region === undefined) {
      this.#skipThoseWithoutRegion(alive);
    } else if (alive.length > 0) {
      await this.#pollRegion(place.region, alive, api);
    }
    signal.throwIfAborted();
    metrics.replace(group, this.#states);
  }

  async #listServers(): Promise<ServerResource[]> {
    const { api, definitions, logger, place, signal } = this.#options;
    const { namespace, region } = place;
    const objects = await api.list(pathOf('servers', namespace), signal, {
      labelSelector:
        region === undefined ? `!${REGION_LABEL}` : `${REGION_LABEL}=${region}`,
    });
    return objects.flatMap(object => {
      try {
        const server = readServer(object);
        return definitions.has(server.name) ? server : [];
      } catch (error) {
        logger.error(`${namespace}: ${wordsOf(error)}`);
        return [];
      }
    });
  }

  #skipThoseWithoutRegion(servers: ServerResource[]): void {
    for (const server of servers) {
      this.#options.logger.info(
        `The Server has no label ${REGION_LABEL} and is skipped`,
        fieldsOf(server),
      );
      this.#unknown(server, attributesOf(server), {
        outcome: 'unknown',
        reason: 'no-region',
        message: `It has no label ${REGION_LABEL}.`,
      });
    }
  }

  async #pollRegion(
    regionId: string,
    servers: ServerResource[],
    api: ResourceApi,
  ): Promise<void> {
    const { logger, place, regions, signal } = this.#options;
    let region: ResolvedRegion;
    try {
      region = await regions.resolve({
        ...place,
        api,
        name: regionId,
        logger,
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      logger.error(`The servers of a region are skipped: ${wordsOf(error)}`, {
        region_id: regionId,
      });
      for (const server of servers) {
        this.#unknown(server, attributesOf(server), couldNotAsk(error));
      }
      return;
    }
    const flavors = this.#flavorNames(region);
    const run = limit(this.#options.concurrency);
    const lookup = region.openstack && {
      region: region.openstack,
      nova: new NovaLookup({
        api,
        namespace: place.namespace,
        region: region.openstack,
        shares: sharesOf(servers),
        signal,
      }),
    };
    await Promise.all(
      oneOfEachIdentityFirst(servers).map(server =>
        run(async () => {
          if (!signal.aborted) {
            await this.#poll(server, { resolved: region, flavors, lookup });
          }
        }),
      ),
    );
    if (!signal.aborted) {
      region.openstack?.forgetUnused();
    }
  }

  async #poll(
    server: ServerResource,
    region: {
      resolved: ResolvedRegion;
      flavors: Promise<ReadonlyMap<string, string>>;
      lookup: Parameters<typeof pollServer>[0]['lookup'];
    },
  ): Promise<void> {
    const { api, logger, metrics, signal } = this.#options;
    const { resolved, flavors, lookup } = region;
    const fields = fieldsOf(server);
    const attributes = async () =>
      attributesOf(server, resolved, await flavors);
    try {
      const polled = await pollServer({
        server,
        lookup,
        api,
        signal,
        logger: logger.child(fields),
      });
      const named = await attributes();
      for (const duration of polled.durations) {
        metrics.record(duration, named);
      }
      if (polled.state !== undefined) {
        this.#states.push({ state: polled.state, ...named });
      }
      this.#report(server, {
        ...polled.observation,
        isDefinite: true,
        facts: factsOf(server, named, polled.status.macAddress),
        lifecycle: lifecycleOf(polled.status),
      });
    } catch (error) {
      if (!signal.aborted) {
        logger.error(
          `The Server cannot be asked about: ${wordsOf(error)}`,
          fields,
        );
        this.#unknown(server, await attributes(), couldNotAsk(error));
      }
    }
  }

  /** Never rejects: without names there is still all the rest. */
  async #flavorNames({
    openstack,
    resource,
    isStale,
  }: ResolvedRegion): Promise<ReadonlyMap<string, string>> {
    const { logger, signal } = this.#options;
    if (isStale) {
      return new Map();
    }
    if (!openstack) {
      return SIMULATED_FLAVORS;
    }
    try {
      return await openstack.flavorNames(signal);
    } catch (error) {
      if (!signal.aborted) {
        logger.error(`The flavors cannot be listed: ${wordsOf(error)}`, {
          region_id: resource.name,
        });
      }
      return new Map();
    }
  }

  #unknown(
    server: ServerResource,
    attributes: ServerAttributes,
    observation: ServerObservation,
  ): void {
    this.#states.push({ state: 'unknown', ...attributes });
    this.#report(server, {
      ...observation,
      isDefinite: true,
      facts: factsOf(server, attributes, server.status.macAddress),
      lifecycle: lifecycleOf(server.status),
    });
  }

  #reportAll(names: Iterable<string>, observation: ServerObservation): void {
    for (const name of names) {
      this.#report({ name }, observation);
    }
  }

  #report({ name }: { name: string }, observation: ServerObservation): void {
    const { definitions, report } = this.#options;
    const definition = definitions.get(name);
    if (definition !== undefined) {
      report(definition, observation);
    }
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : `${error}`;
}

/** What every line about a server has. */
function fieldsOf(server: ServerResource) {
  return {
    instance_id: server.name,
    org_id: server.organization,
    region_id: server.regionId ?? '',
  };
}

/** A name that cannot be had is "" (M23). */
function attributesOf(
  server: ServerResource,
  region?: ResolvedRegion,
  flavors?: ReadonlyMap<string, string>,
): ServerAttributes {
  return {
    region_id: server.regionId ?? '',
    region_name: (!region?.isStale && region?.resource.title) || '',
    flavor_id: server.flavorId,
    flavor_name: flavors?.get(server.flavorId) ?? '',
  };
}

function factsOf(
  { organization }: ServerResource,
  names: ServerAttributes,
  mac: string | undefined,
): Record<string, string> {
  const facts = {
    region: names.region_name || names.region_id,
    flavor: names.flavor_name || names.flavor_id,
    mac,
    organization,
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([key, value]) =>
      value ? [[key, value]] : [],
    ),
  );
}

/**
 * The first server of an identity waits for the login and the list that the others of it
 * share: so those of all identities are under way at once.
 */
function oneOfEachIdentityFirst(servers: ServerResource[]): ServerResource[] {
  const firsts = new Map(
    [...servers].reverse().map(server => [server.identityId, server]),
  );
  const isFirst = (server: ServerResource) =>
    firsts.get(server.identityId) === server;
  return [
    ...servers.filter(isFirst),
    ...servers.filter(server => !isFirst(server)),
  ];
}

function sharesOf(servers: ServerResource[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { identityId } of servers) {
    if (identityId !== undefined) {
      shares.set(identityId, (shares.get(identityId) ?? 0) + 1);
    }
  }
  return shares;
}
