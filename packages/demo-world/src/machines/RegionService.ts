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

import type {
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
} from '@kubernetes/client-node';
import {
  UNIKORN_API_VERSION,
  type UnikornObject,
  type UnikornPlural,
} from '../unikorn';
import { unless } from '../world/unless';

const [GROUP, VERSION] = UNIKORN_API_VERSION.split('/');

const CONFLICT = 409;

/**
 * What the region service writes in its cluster when somebody orders servers, gives
 * them back or has them rebuilt. What becomes of them it leaves to its monitor.
 *
 * @public
 */
export class RegionService {
  readonly namespace: string;
  readonly #core: CoreV1Api;
  readonly #objects: CustomObjectsApi;
  readonly #asMergePatch: Parameters<
    CustomObjectsApi['patchNamespacedCustomObjectStatus']
  >[1];

  /** Makes its namespace where there is none. */
  static async connect(options: {
    /** Of a cluster that serves `UNIKORN_RESOURCES`. */
    kubeConfig: KubeConfig;
    namespace: string;
  }): Promise<RegionService> {
    const { kubeConfig, namespace } = options;
    // an ES module, which Backstage's Jest loads in no other way
    const client = await import('@kubernetes/client-node');
    const core = kubeConfig.makeApiClient(client.CoreV1Api);
    const body = { metadata: { name: namespace } };
    await unless(CONFLICT, core.createNamespace({ body }));
    return new RegionService({
      namespace,
      core,
      objects: kubeConfig.makeApiClient(client.CustomObjectsApi),
      asMergePatch: client.setHeaderOptions(
        'Content-Type',
        client.PatchStrategy.MergePatch,
      ),
    });
  }

  private constructor(options: {
    namespace: string;
    core: CoreV1Api;
    objects: CustomObjectsApi;
    asMergePatch: Parameters<
      CustomObjectsApi['patchNamespacedCustomObjectStatus']
    >[1];
  }) {
    this.namespace = options.namespace;
    this.#core = options.core;
    this.#objects = options.objects;
    this.#asMergePatch = options.asMergePatch;
  }

  async create(
    plural: Exclude<UnikornPlural, 'secrets'>,
    body: UnikornObject,
  ): Promise<void> {
    await this.#objects.createNamespacedCustomObject({
      ...this.#place(plural),
      body,
    });
  }

  async createSecret(body: UnikornObject): Promise<void> {
    const { namespace } = this;
    await this.#core.createNamespacedSecret({ namespace, body });
  }

  async deleteServer(name: string): Promise<void> {
    await this.#objects.deleteNamespacedCustomObject({
      ...this.#place('servers'),
      name,
    });
  }

  /** Says that a rebuild is asked for; the monitor follows it from there. */
  async beginRebuild(name: string, targetImageID: string): Promise<void> {
    await this.#objects.patchNamespacedCustomObjectStatus(
      {
        ...this.#place('servers'),
        name,
        body: { status: { rebuild: { state: 'Initiated', targetImageID } } },
      },
      this.#asMergePatch,
    );
  }

  #place(plural: UnikornPlural) {
    return {
      group: GROUP,
      version: VERSION,
      namespace: this.namespace,
      plural,
    };
  }
}
