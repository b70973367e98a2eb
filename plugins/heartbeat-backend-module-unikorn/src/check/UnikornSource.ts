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

import { stringifyError } from '@backstage/errors';
import {
  KubernetesError,
  type KubernetesCluster,
  type MonitorContext,
  type ServerDefinition,
  type ServerSource,
} from 'backstage-plugin-heartbeat-node';
import type { UnikornOptions } from '../options';
import {
  NAME_LABEL,
  pathOf,
  readServer,
  ResourceApi,
  type ServerResource,
} from '../resources';
import { groupOf, readServerSpec, UNIKORN } from './serverSpec';
import type { ServerMetrics } from './ServerMetrics';

const NOT_FOUND = 404;

/** The annotation of entities that a server stands behind. */
const SERVER_ANNOTATION = 'heartbeat/unikorn-server';

interface Place {
  cluster: KubernetesCluster;
  namespace: string;
}

/**
 * The `Server` resources in the namespaces of the region API. A place that cannot be
 * listed keeps the servers that it had; one whose cluster has no region API has none,
 * unless that cluster is named in the configuration.
 *
 * @internal
 */
export class UnikornSource implements ServerSource {
  readonly name = UNIKORN;
  readonly annotations = [SERVER_ANNOTATION];
  readonly labels = [NAME_LABEL];
  readonly #options: UnikornOptions;
  readonly #metrics: ServerMetrics;
  /** What each place had last. */
  readonly #last = new Map<string, ServerDefinition[]>();

  constructor(options: { options: UnikornOptions; metrics: ServerMetrics }) {
    this.#options = options.options;
    this.#metrics = options.metrics;
  }

  async listServers(
    context: MonitorContext,
  ): Promise<{ servers: ServerDefinition[]; problems: string[] }> {
    const problems: string[] = [];
    const places = this.#places(context, problems);
    const listed = await Promise.all(
      places.map(place => this.#list(place, context, problems)),
    );
    if (problems.length > 0 && listed.every(servers => !servers)) {
      throw new Error(problems.join('; '));
    }
    const servers = listed.flatMap(list => list ?? []);
    this.#metrics.retain(
      new Set(servers.map(({ spec }) => groupOf(readServerSpec(spec)))),
    );
    return { servers, problems };
  }

  #places({ clusters }: MonitorContext, problems: string[]): Place[] {
    const names = this.#options.clusters;
    const found = names
      ? names.flatMap(name => {
          const cluster = clusters.get(name);
          if (!cluster) {
            problems.push(
              clusters.isComplete === false
                ? `The clusters are not known yet, ${name} among them, which heartbeat.unikorn.clusters names`
                : `There is no cluster ${name}, which heartbeat.unikorn.clusters names`,
            );
          }
          return cluster ?? [];
        })
      : clusters.list().filter(({ unsupported }) => !unsupported);
    if (found.length === 0 && problems.length === 0) {
      problems.push(
        clusters.isComplete === false
          ? 'The clusters are not known yet in which heartbeat.unikorn is to look'
          : 'There is no cluster yet in which heartbeat.unikorn could look',
      );
    }
    return found.flatMap(cluster =>
      this.#options.namespaces.map(namespace => ({ cluster, namespace })),
    );
  }

  /** @returns `undefined` where the place was never listed */
  async #list(
    { cluster, namespace }: Place,
    { signal, logger }: MonitorContext,
    problems: string[],
  ): Promise<ServerDefinition[] | undefined> {
    const key = `${cluster.name}/${namespace}`;
    const { timeoutMs } = this.#options;
    const api = new ResourceApi({ cluster, timeoutMs });
    try {
      const objects = await api.list(pathOf('servers', namespace), signal);
      const servers = objects.flatMap(object => {
        try {
          const server = readServer(object);
          return server.isDeleting ? [] : this.#define(cluster.name, server);
        } catch (error) {
          logger.error(`${key}: ${stringifyError(error)}`);
          return [];
        }
      });
      this.#last.set(key, servers);
      return servers;
    } catch (error) {
      signal.throwIfAborted();
      const isAbsent =
        error instanceof KubernetesError && error.status === NOT_FOUND;
      if (isAbsent && !this.#options.clusters) {
        this.#last.delete(key);
        return [];
      }
      const words = error instanceof Error ? error.message : `${error}`;
      problems.push(`The servers in ${key} cannot be listed: ${words}`);
      return this.#last.get(key);
    }
  }

  #define(cluster: string, server: ServerResource): ServerDefinition {
    const { namespace, name, regionId, novaName } = server;
    const { intervalMs } = this.#options;
    const annotated = (value: string) => ({
      annotation: SERVER_ANNOTATION,
      value,
    });
    return {
      name: `${cluster}/${namespace}/${name}`,
      title: novaName || undefined,
      provider: UNIKORN,
      trust: 'operator',
      cluster,
      intervalMs,
      // A poll of a region may take all of its turn; each request has its own limit.
      timeoutMs: intervalMs,
      spec: { cluster, namespace, name, region: regionId },
      bindings: [
        annotated(`${namespace}/${name}`),
        annotated(`${cluster}/${namespace}/${name}`),
        ...(novaName ? [{ label: NAME_LABEL, value: novaName }] : []),
      ],
    };
  }
}
