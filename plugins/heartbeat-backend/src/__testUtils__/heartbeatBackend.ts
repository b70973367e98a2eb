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
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
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

/** What the cluster is called in the configuration of such a backend. */
export const DIRECT_CLUSTER = 'direct';

/** A backend with this plugin alone, as an integration test needs it. */
export interface HeartbeatBackend {
  observer(): Promise<ObserverReport>;
  list(): Promise<HeartbeatList>;
  servers(): Promise<ServerList>;
  find(controller: string): Promise<Heartbeat | undefined>;
  statusOf(controller: string): Promise<string | undefined>;
  stop(): Promise<void>;
}

/**
 * Starts a backend that asks one cluster directly, by a kubeconfig on disk
 * (`heartbeat.clusters`), and waits until it has looked at all sources once.
 */
export async function startHeartbeat(options: {
  kubeConfig: KubeConfig;
  /** The `heartbeat` section without `clusters`. */
  heartbeat: { sources: object[]; renewer?: object; servers?: object[] };
}): Promise<HeartbeatBackend> {
  const directory = await mkdtemp(join(tmpdir(), 'heartbeat-'));
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, options.kubeConfig.exportConfig());
  const testBackend = await startTestBackend({
    features: [
      heartbeatPlugin,
      // The test backend's own one runs nothing until it is told to.
      schedulerServiceFactory,
      catalogServiceMock.factory({ entities: [] }),
      mockServices.rootConfig.factory({
        data: {
          heartbeat: {
            // typed as JSON, which says nothing of objects in general
            ...JSON.parse(JSON.stringify(options.heartbeat)),
            clusters: [{ name: DIRECT_CLUSTER, kubeconfig }],
          },
        },
      }),
    ],
  });
  const get = async <T>(path: string): Promise<T> => {
    const response = await request(testBackend.server)
      .get(`/api/heartbeat/v1${path}`)
      .set('Authorization', mockCredentials.user.header());
    if (response.status !== 200) {
      throw new Error(`${response.status}: ${response.text}`);
    }
    return response.body;
  };
  const list = () => get<HeartbeatList>('/heartbeats');
  const find = async (controller: string) =>
    (await list()).items.find(item => item.controller === controller);
  const backend: HeartbeatBackend = {
    observer: () => get('/observer'),
    list,
    servers: () => get('/servers'),
    find,
    statusOf: async controller => (await find(controller))?.status,
    async stop() {
      await testBackend.stop();
      await rm(directory, { recursive: true });
    },
  };
  try {
    await eventually('the first look at the cluster', async () => {
      const { sights } = await list();
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
