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

import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '@backstage/types';
import type { KubeConfig } from '@kubernetes/client-node';
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import {
  unikornPath,
  type UnikornObject,
  type UnikornPlural,
} from '@internal/demo-world';
import fetch, { type Response } from 'node-fetch';
import { z } from 'zod';

const PLURALS: Readonly<Record<string, UnikornPlural>> = {
  Server: 'servers',
  Region: 'regions',
  Identity: 'identities',
  OpenstackIdentity: 'openstackidentities',
  Secret: 'secrets',
};

const NAMESPACES = '/api/v1/namespaces';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const CONFLICT = 409;

const namedSchema = z.object({ metadata: z.object({ name: z.string() }) });

const storedSchema = z.object({
  metadata: z.object({
    name: z.string(),
    resourceVersion: z.string(),
    creationTimestamp: z.string(),
  }),
  status: z
    .object({
      phase: z.string().optional(),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: z.string(),
            message: z.string(),
            lastTransitionTime: z.string(),
          }),
        )
        .optional(),
      scheduledAt: z.string().optional(),
      launchedAt: z.string().optional(),
      provisionedAt: z.string().optional(),
      macAddress: z.string().optional(),
      rebuild: z
        .object({ state: z.string(), targetImageID: z.string() })
        .optional(),
    })
    .optional(),
});

/** An object as the API server has it, as far as tests look into it. */
export type StoredObject = z.output<typeof storedSchema>;

/** The region API of one cluster, in a namespace of its own, as an administrator uses it. */
export class RegionApi {
  /** For the module. */
  readonly cluster: KubernetesCluster;
  readonly namespace: string;
  readonly #kubeConfig: KubeConfig;

  /** Makes the namespace. */
  static async open(options: {
    /** As YAML or JSON; its current context is an administrator's. */
    kubeconfig: string;
    cluster: string;
    namespace: string;
  }): Promise<RegionApi> {
    // Takes more than a second the first time, which is no cluster's fault.
    const client = await import('@kubernetes/client-node');
    const kubeConfig = new client.KubeConfig();
    kubeConfig.loadFromString(options.kubeconfig);
    // The client takes plain HTTP for a mistake unless it is told so.
    kubeConfig.clusters = kubeConfig.clusters.map(entry => ({
      ...entry,
      skipTLSVerify: entry.server.startsWith('http:') || entry.skipTLSVerify,
    }));
    const api = new RegionApi(kubeConfig, options);
    await api.#ask('POST', NAMESPACES, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: api.namespace },
    });
    return api;
  }

  private constructor(
    kubeConfig: KubeConfig,
    options: { cluster: string; namespace: string },
  ) {
    this.#kubeConfig = kubeConfig;
    this.namespace = options.namespace;
    this.cluster = {
      name: options.cluster,
      kubeConfig: async () => kubeConfig,
    };
  }

  /** Removes the namespace and what is in it. */
  async close(): Promise<void> {
    await this.#ask('DELETE', `${NAMESPACES}/${this.namespace}`);
  }

  /**
   * Has the API server define custom resources; those that are there stay as they are.
   *
   * @returns what takes away those that were not there before, and waits until they are gone
   */
  async define(definitions: object[]): Promise<{ remove(): Promise<void> }> {
    const names: string[] = [];
    for (const definition of definitions) {
      const answer = await this.#send('POST', DEFINITIONS, definition);
      if (answer.ok) {
        names.push(namedSchema.parse(await answer.json()).metadata.name);
      } else if (answer.status !== CONFLICT) {
        throw new Error(`POST ${DEFINITIONS}: ${await answer.text()}`);
      }
    }
    return {
      remove: async () => {
        for (const name of names) {
          await this.#ask('DELETE', `${DEFINITIONS}/${name}`);
        }
        for (const name of names) {
          // its objects go first, and until then nobody can define it anew
          while ((await this.#send('GET', `${DEFINITIONS}/${name}`)).ok) {
            await delay(100);
          }
        }
      },
    };
  }

  /** Whether all kinds can be listed. */
  async isServed(): Promise<boolean> {
    for (const plural of Object.values(PLURALS)) {
      if (!(await this.#send('GET', this.#path(plural))).ok) {
        return false;
      }
    }
    return true;
  }

  async create(...objects: UnikornObject[]): Promise<void> {
    for (const object of objects) {
      await this.#ask('POST', this.#path(PLURALS[object.kind]), object);
    }
  }

  async read(plural: UnikornPlural, name: string): Promise<StoredObject> {
    return storedSchema.parse(
      await this.#ask('GET', `${this.#path(plural)}/${name}`),
    );
  }

  async remove(plural: UnikornPlural, name: string): Promise<void> {
    await this.#ask('DELETE', `${this.#path(plural)}/${name}`);
  }

  /** Merges the patch into the object. */
  async patch(
    plural: UnikornPlural,
    name: string,
    patch: JsonObject,
  ): Promise<void> {
    await this.#ask('PATCH', `${this.#path(plural)}/${name}`, patch);
  }

  /** The same for the status of a Server, as the region service itself writes it. */
  async patchStatus(name: string, status: JsonObject): Promise<void> {
    const path = `${this.#path('servers')}/${name}/status`;
    await this.#ask('PATCH', path, { status });
  }

  #path(plural: UnikornPlural): string {
    return unikornPath(plural, this.namespace);
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await this.#send(method, path, body);
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${await answer.text()}`);
    }
    return answer.json();
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    const server = this.#kubeConfig.getCurrentCluster()?.server;
    const init = await this.#kubeConfig.applyToFetchOptions({
      method,
      headers: {
        Accept: 'application/json',
        'Content-Type':
          method === 'PATCH'
            ? 'application/merge-patch+json'
            : 'application/json',
      },
    });
    return fetch(`${server}${path}`, {
      ...init,
      body: body && JSON.stringify(body),
    });
  }
}
