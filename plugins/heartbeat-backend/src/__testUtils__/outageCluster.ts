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

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KubeConfig } from '@kubernetes/client-node';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { kubeConfigOf } from './embeddedCluster';

/** Starts and stops a real API server; `npm run test:cluster` hands it on. */
const TOOL_VARIABLE = 'REAL_KUBE';

/** Where that tool keeps a server that nobody else uses; `npm run test:cluster` makes it. */
const DIRECTORY_VARIABLE = 'REAL_KUBE_DIR';

/** Names the cluster of the other integration tests, when they run against a real one. */
const KUBECONFIG_VARIABLE = 'HEARTBEAT_TEST_KUBECONFIG';

/** A cluster whose API server can be taken away, and comes back at the same address. */
export interface OutageCluster {
  /** As an administrator. */
  kubeConfig: KubeConfig;
  /** It accepts connections and answers nothing, as SIGSTOP does or a network that swallows packets. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Every connection ends, and none is accepted any more. */
  kill(): Promise<void>;
  /** It serves the data it had. */
  restart(): Promise<void>;
  /** It serves an empty cluster, whose versions begin anew. */
  restartEmpty(): Promise<void>;
  stop(): Promise<void>;
}

/** Why there is no such cluster where the tests run against a real one; absent if there is. */
export const noOutageCluster =
  process.env[KUBECONFIG_VARIABLE] && !process.env[TOOL_VARIABLE]
    ? `${TOOL_VARIABLE} does not name a tool that can stop an API server`
    : undefined;

/** The embedded API; where the tests run against a real cluster, a real API server of our own. */
export async function openOutageCluster(): Promise<OutageCluster> {
  return process.env[KUBECONFIG_VARIABLE] ? openReal() : openEmbedded();
}

async function openReal(): Promise<OutageCluster> {
  const tool = required(TOOL_VARIABLE);
  const directory = required(DIRECTORY_VARIABLE);
  const run = async (command: string) => {
    await promisify(execFile)(tool, [command]);
  };
  await run('up');
  return {
    kubeConfig: await kubeConfigOf(
      await readFile(join(directory, 'kubeconfig'), 'utf8'),
    ),
    pause: () => run('pause'),
    resume: () => run('resume'),
    kill: () => run('kill'),
    restart: () => run('up'),
    async restartEmpty() {
      await run('down');
      await run('up');
    },
    stop: () => run('down'),
  };
}

async function openEmbedded(): Promise<OutageCluster> {
  const api = await EmbeddedKubernetes.start({ tls: true });
  return {
    kubeConfig: await kubeConfigOf(api.kubeconfig()),
    pause: async () => api.faults.freeze(),
    resume: async () => api.faults.thaw(),
    kill: () => api.kill(),
    restart: () => api.restart(),
    restartEmpty: () => api.restart({ empty: true }),
    stop: () => api.stop(),
  };
}

function required(variable: string): string {
  const value = process.env[variable];
  if (!value) {
    throw new Error(
      `${variable} is not set: the tests of outages are started by npm run test:cluster`,
    );
  }
  return value;
}
