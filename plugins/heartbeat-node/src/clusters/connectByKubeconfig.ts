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

import type { OutgoingHttpHeaders } from 'node:http';
import type { RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import { KeptAgent } from './KeptAgent';
import type {
  KubernetesConnect,
  KubernetesConnection,
} from './KubernetesConnection';
import { KubernetesError } from './KubernetesError';

/** All watches of a cluster are refused at about the same time, and one renewal is enough for them. */
const SHARED_RENEWAL_MS = 5_000;

/** For how long requests wait for the one that runs an exec plugin; those of the clouds take a few seconds. */
const TURN_MS = 10_000;

type Library = typeof import('@kubernetes/client-node');

type Reach = () => Promise<KubernetesConnection>;

/**
 * Reaches a cluster as the current context of a kubeconfig says, with client
 * certificates, exec plugins and proxies.
 *
 * The text is asked for before each request, so that credentials that are replaced hold
 * at once. As long as it is the same, it is not parsed again, and what an exec plugin
 * said is kept until it expires or is refused. Connections are kept as long as they
 * would be made again with the same certificates, wherever these come from; what is
 * made after that does not use them.
 *
 * @public
 */
export function connectByKubeconfig(options: {
  /** The text of the kubeconfig, as YAML or JSON; asked for so often that it is better kept. */
  read(): Promise<string>;
  /** Where the files are that it names without a whole path. */
  directory?: string;
}): KubernetesConnect {
  const { read, directory } = options;
  let last: { text: string; reach: Reach; kept: KeptAgent } | undefined;
  let library: Promise<Library> | undefined;
  let renewedMs = -Infinity;
  return async ({ renew, keep }) => {
    // An ES module, and this package is not one. To look it up takes as long as a request.
    library ??= import('@kubernetes/client-node');
    const { KubeConfig: Config } = await library;
    const text = await read();
    // No more waiting until `last` is set: two requests at a time share one answer.
    const nowMs = performance.now();
    const isRenewal = renew && nowMs - renewedMs > SHARED_RENEWAL_MS;
    if (last?.text !== text || isRenewal) {
      renewedMs = isRenewal ? nowMs : renewedMs;
      const kubeConfig = new Config();
      kubeConfig.loadFromString(text);
      if (directory !== undefined) {
        kubeConfig.makePathsAbsolute(directory);
      }
      const reach = () => connectionOf(kubeConfig);
      const isExec = kubeConfig.getCurrentUser()?.exec !== undefined;
      last = {
        text,
        reach: isExec ? inTurns(reach) : reach,
        kept: new KeptAgent(),
      };
    }
    const { reach, kept } = last;
    const connection = await reach();
    return keep
      ? { ...connection, agent: kept.insteadOf(connection.agent) }
      : connection;
  };
}

async function connectionOf(
  kubeConfig: KubeConfig,
): Promise<KubernetesConnection> {
  const server = kubeConfig.getCurrentCluster()?.server;
  if (!server) {
    throw new KubernetesError({
      reason: 'misconfigured',
      message: 'its kubeconfig has no current cluster',
    });
  }
  const headers: OutgoingHttpHeaders = {};
  const options: RequestOptions = { headers };
  await kubeConfig.applyToHTTPSOptions(options);
  const { agent, auth } = options;
  return {
    server,
    headers: {
      ...headers,
      ...(auth && {
        Authorization: `Basic ${Buffer.from(auth).toString('base64')}`,
      }),
    },
    agent: typeof agent === 'object' ? agent : undefined,
  };
}

/**
 * Lets one request after the other get its credentials: the first runs the exec
 * plugin, and those behind it find what it said, rather than that each runs its own.
 */
function inTurns(reach: Reach): Reach {
  let last: Promise<unknown> = Promise.resolve();
  return async () => {
    const previous = last;
    const turn = (async () => {
      const isOver = new AbortController();
      const patience = sleep(TURN_MS, undefined, {
        signal: isOver.signal,
        ref: false,
      }).catch(() => {});
      await Promise.race([previous, patience]);
      isOver.abort();
      return reach();
    })();
    // Whether it failed is for the one that asked.
    last = turn.catch(() => {});
    return turn;
  };
}
