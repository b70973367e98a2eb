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

import type { JsonObject } from '@backstage/types';
import {
  connectByKubeconfig,
  createKubernetesCluster,
  KubernetesError,
  type KubernetesCluster,
  type KubernetesRequest,
} from 'backstage-plugin-heartbeat-node';
import {
  unikornPath,
  type UnikornObject,
  type UnikornPlural,
} from '@internal/demo-world';
import { z } from 'zod';
import { eventually } from '@internal/test-support';

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

/** What a machine that is busy with other tests may take, too. */
const TIMEOUT_MS = 60_000;

type Method = KubernetesRequest['method'];

/** A definition goes with its last object, which takes the API server some moments. */
const GONE_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;

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

  /** Makes the namespace. */
  static async open(options: {
    /** As YAML or JSON; its current context is an administrator's. */
    kubeconfig: string;
    cluster: string;
    namespace: string;
  }): Promise<RegionApi> {
    const api = new RegionApi(options);
    await api.#ask('POST', NAMESPACES, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: api.namespace },
    });
    return api;
  }

  private constructor(options: {
    kubeconfig: string;
    cluster: string;
    namespace: string;
  }) {
    this.namespace = options.namespace;
    this.cluster = createKubernetesCluster({
      name: options.cluster,
      connect: connectByKubeconfig({ read: async () => options.kubeconfig }),
    });
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
      const status = await this.#refusal('POST', DEFINITIONS, definition);
      if (status === undefined) {
        names.push(namedSchema.parse(definition).metadata.name);
      } else if (status !== CONFLICT) {
        throw new Error(`POST ${DEFINITIONS}: ${status}`);
      }
    }
    return {
      remove: async () => {
        for (const name of names) {
          await this.#ask('DELETE', `${DEFINITIONS}/${name}`);
        }
        for (const name of names) {
          // its objects go first, and until then nobody can define it anew
          await eventually(
            `the end of ${name}`,
            () => this.#refusal('GET', `${DEFINITIONS}/${name}`),
            { withinMs: GONE_WITHIN_MS, everyMs: ASK_EVERY_MS },
          );
        }
      },
    };
  }

  /** Whether all kinds can be listed. */
  async isServed(): Promise<boolean> {
    for (const plural of Object.values(PLURALS)) {
      if (await this.#refusal('GET', this.#path(plural))) {
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

  async #ask(method: Method, path: string, value?: object): Promise<unknown> {
    return this.cluster.request({
      method,
      path,
      body: value && {
        contentType:
          method === 'PATCH'
            ? 'application/merge-patch+json'
            : 'application/json',
        value,
      },
      signal: new AbortController().signal,
      timeoutMs: TIMEOUT_MS,
    });
  }

  /** @returns the status that it is refused with, `undefined` where it is done */
  async #refusal(
    method: Method,
    path: string,
    value?: object,
  ): Promise<number | undefined> {
    try {
      await this.#ask(method, path, value);
      return undefined;
    } catch (error) {
      if (error instanceof KubernetesError && error.status !== undefined) {
        return error.status;
      }
      throw error;
    }
  }
}
