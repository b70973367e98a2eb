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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { KubeConfig } from '@kubernetes/client-node';
import type {
  Heartbeat,
  HeartbeatList,
  ObserverReport,
  ServerList,
} from 'backstage-plugin-heartbeat-common';
import request from 'supertest';
import { eventually } from '@internal/test-support';
import heartbeatPlugin from '../index';

/** What the cluster is called in the configuration of {@link startDirect}. */
export const DIRECT_CLUSTER = 'direct';

/** A backend with this plugin, as an integration test needs it. */
export interface HeartbeatBackend {
  /** @param path - of the API, below `/v1` */
  get<T>(path: string): Promise<T>;
  /** The same as it was sent. */
  getText(path: string): Promise<string>;
  observer(): Promise<ObserverReport>;
  list(): Promise<HeartbeatList>;
  servers(): Promise<ServerList>;
  find(controller: string): Promise<Heartbeat | undefined>;
  statusOf(controller: string): Promise<string | undefined>;
  stop(): Promise<void>;
}

interface Options {
  /** That section of the configuration. */
  heartbeat?: object;
  /** Other sections. */
  config?: object;
  /** Of the catalog. */
  entities?: Entity[];
  /** Beside this plugin. */
  features?: BackendFeature[];
  /** Default: true. */
  isInstalled?: boolean;
}

/** Starts a backend with this plugin, and with what a test adds to it. */
export async function startPlugin(
  options: Options = {},
): Promise<HeartbeatBackend> {
  const { heartbeat, config, entities = [], features = [] } = options;
  const { isInstalled = true } = options;
  const backend = await startTestBackend({
    features: [
      ...(isInstalled ? [heartbeatPlugin] : []),
      // The test backend's own one runs nothing until it is told to.
      schedulerServiceFactory,
      catalogServiceMock.factory({ entities }),
      mockServices.rootConfig.factory({
        // typed as JSON, which says nothing of objects in general
        data: JSON.parse(JSON.stringify({ ...config, heartbeat })),
      }),
      ...features,
    ],
  });
  const ask = async (path: string) => {
    const response = await request(backend.server)
      .get(`/api/heartbeat/v1${path}`)
      .set('Authorization', mockCredentials.user.header());
    if (response.status !== 200) {
      throw new Error(`${response.status}: ${response.text}`);
    }
    return response;
  };
  const get = async <T>(path: string): Promise<T> => (await ask(path)).body;
  const list = () => get<HeartbeatList>('/heartbeats');
  const find = async (controller: string) =>
    (await list()).items.find(item => item.controller === controller);
  return {
    get,
    getText: async path => (await ask(path)).text,
    observer: () => get('/observer'),
    list,
    servers: () => get('/servers'),
    find,
    statusOf: async controller => (await find(controller))?.status,
    stop: () => backend.stop(),
  };
}

/**
 * Starts a backend that asks one cluster directly, by a kubeconfig on disk
 * (`heartbeat.clusters`).
 */
export async function startDirect({
  kubeconfig,
  heartbeat,
  ...options
}: Options & { kubeconfig: string }): Promise<HeartbeatBackend> {
  const directory = await mkdtemp(join(tmpdir(), 'heartbeat-'));
  const file = join(directory, 'kubeconfig');
  const remove = () => rm(directory, { recursive: true });
  try {
    await writeFile(file, kubeconfig);
    const clusters = [{ name: DIRECT_CLUSTER, kubeconfig: file }];
    const backend = await startPlugin({
      ...options,
      heartbeat: { ...heartbeat, clusters },
    });
    return {
      ...backend,
      async stop() {
        await backend.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The same, which has looked at all of its sources once. */
export async function startHeartbeat(options: {
  kubeConfig: KubeConfig;
  /** The `heartbeat` section without `clusters`. */
  heartbeat: { sources: object[]; renewer?: object; servers?: object[] };
}): Promise<HeartbeatBackend> {
  const { kubeConfig, heartbeat } = options;
  const kubeconfig = kubeConfig.exportConfig();
  const backend = await startDirect({ kubeconfig, heartbeat });
  try {
    await eventually('the first look at the cluster', async () => {
      const { sights } = await backend.list();
      return (
        sights.length > 0 && sights.every(({ status }) => status === 'synced')
      );
    });
  } catch (error) {
    await backend.stop();
    throw error;
  }
  return backend;
}
