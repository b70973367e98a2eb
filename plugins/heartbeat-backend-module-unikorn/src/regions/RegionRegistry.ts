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
import { KubernetesError } from 'backstage-plugin-heartbeat-node';
import type { OpenstackHttp } from '../openstack';
import {
  type OpenstackSettings,
  pathOf,
  readRegion,
  readServiceAccount,
  type RegionResource,
  type ResourceApi,
  secretPath,
  type ServiceAccount,
} from '../resources';
import { OpenstackRegion } from './OpenstackRegion';

const NOT_FOUND = 404;

/** Its servers are none that we could ask about. */
const WRONG_KIND = 'kubernetes';

/** @internal */
export interface ResolvedRegion {
  resource: RegionResource;
  /** Absent: it is simulated. */
  openstack?: OpenstackRegion;
  /** It could not be read again: this is what was read last. */
  isStale: boolean;
}

/** Where a region is. @internal */
export interface RegionPlace {
  api: ResourceApi;
  cluster: string;
  namespace: string;
  name: string;
  logger: LoggerService;
  signal: AbortSignal;
}

/**
 * All regions that were ever asked for and are still usable.
 *
 * @internal
 */
export class RegionRegistry {
  readonly #http: OpenstackHttp;
  readonly #monotonicMs: () => number;
  readonly #known = new Map<string, ResolvedRegion>();
  /** Those that are being read. */
  readonly #reading = new Map<string, Promise<ResolvedRegion>>();

  constructor(options: { http: OpenstackHttp; monotonicMs?: () => number }) {
    this.#http = options.http;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /**
   * The region as it is now; who asks while it is read gets the same.
   *
   * @throws if it is not there, cannot be asked about servers, or was never read
   */
  async resolve(place: RegionPlace): Promise<ResolvedRegion> {
    const key = `${place.cluster}/${place.namespace}/${place.name}`;
    const reading =
      this.#reading.get(key) ??
      this.#resolve(key, place).finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  async #resolve(key: string, place: RegionPlace): Promise<ResolvedRegion> {
    const last = this.#known.get(key);
    try {
      const resolved = await this.#read(place, last);
      this.#known.set(key, resolved);
      return resolved;
    } catch (error) {
      place.signal.throwIfAborted();
      const isPassing =
        error instanceof KubernetesError && error.status !== NOT_FOUND;
      if (isPassing && last) {
        place.logger.error(
          `The Region ${place.namespace}/${place.name} cannot be read again and is used as it was: ${error.message}`,
          { region_id: place.name },
        );
        return { ...last, isStale: true };
      }
      if (!isPassing) {
        this.#known.delete(key);
      }
      throw error;
    }
  }

  async #read(
    place: RegionPlace,
    last: ResolvedRegion | undefined,
  ): Promise<ResolvedRegion> {
    const { api, name, namespace, signal } = place;
    const resource = readRegion(
      await api.get(pathOf('regions', namespace, name), signal),
      `The Region ${namespace}/${name}`,
    );
    if (resource.provider === WRONG_KIND) {
      throw new Error(
        `The Region ${namespace}/${name} is of the wrong kind: "${WRONG_KIND}" has no servers of its own`,
      );
    }
    const { openstack: settings } = resource;
    if (!settings) {
      return { resource, isStale: false };
    }
    const { secret } = settings;
    const account = readServiceAccount(
      await api.get(secretPath(secret.namespace, secret.name), signal),
      `The Secret ${secret.namespace}/${secret.name}`,
    );
    return {
      resource,
      isStale: false,
      openstack: this.#openstack(settings, account, last?.openstack),
    };
  }

  #openstack(
    settings: OpenstackSettings,
    account: ServiceAccount,
    last: OpenstackRegion | undefined,
  ): OpenstackRegion {
    last?.update(settings, account);
    return (
      last ??
      new OpenstackRegion({
        http: this.#http,
        settings,
        account,
        monotonicMs: this.#monotonicMs,
      })
    );
  }
}
