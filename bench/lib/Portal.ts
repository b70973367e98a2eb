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

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterAccess } from '../processes/clusters';
import type { PortalProcess } from '../processes/portal';
import {
  freePort,
  temporaryDirectory,
  writeBackendConfig,
} from './backendConfig';
import { Child } from './Child';

const ROOT = join(__dirname, '..', '..');

/** A backend with all of its plugins, on a busy machine. */
const START_TIMEOUT_MS = 90_000;

const ASK_EVERY_MS = 250;

/** An entity with one controller. */
export const ONE_ENTITY = 'one';

/** An entity for which the Kubernetes plugin finds all Leases. */
export const ALL_ENTITY = 'all';

/** An entity for which both plugins find the same Leases. */
function component(name: string, controller: string | undefined) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        ...(controller && { 'heartbeat/controller': controller }),
        'backstage.io/kubernetes-label-selector': `heartbeat/controller${
          controller ? `=${controller}` : ''
        }`,
      },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'guests' },
  };
}

/** The demo portal, as it is served. */
export interface Portal {
  portal: Child<PortalProcess>;
  url: string;
}

/**
 * Starts the demo portal's backend with these clusters and two entities.
 *
 * @param heartbeat - its configuration of Heartbeat
 * @param options.heapMb - what its old heap may grow to; absent: what V8 thinks fit for the machine
 */
export async function startPortal(
  clusters: ClusterAccess[],
  heartbeat: object = { sources: [{ type: 'label' }] },
  { heapMb }: { heapMb?: number } = {},
): Promise<Portal> {
  const directory = temporaryDirectory();
  const port = await freePort();
  const entities = join(directory, 'entities.yaml');
  writeFileSync(
    entities,
    [
      component(ONE_ENTITY, 'controller-000000'),
      component(ALL_ENTITY, undefined),
    ]
      .map(entity => JSON.stringify(entity))
      .join('\n---\n'),
  );
  const file = (target: string, allow: string[]) => ({
    type: 'file',
    target,
    rules: [{ allow }],
  });
  const config = writeBackendConfig({
    directory,
    port,
    clusters,
    more: {
      auth: {
        providers: {
          guest: {
            userEntityRef: 'user:default/guest',
            // on loopback, for as long as the benchmark takes
            dangerouslyAllowOutsideDevelopment: true,
          },
        },
      },
      catalog: {
        locations: [
          file(join(ROOT, 'examples', 'org.yaml'), ['User', 'Group']),
          file(entities, ['Component']),
        ],
      },
      heartbeat,
    },
  });
  const portal = Child.start<PortalProcess>('portal', {
    cwd: join(ROOT, 'packages', 'backend'),
    args: ['--config', join(ROOT, 'app-config.yaml'), '--config', config],
    execArgv: heapMb ? [`--max-old-space-size=${heapMb}`] : [],
  });
  return { portal, url: `http://127.0.0.1:${port}` };
}

/** Asks until the answer is the one that is waited for. */
async function until<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const endMs = performance.now() + START_TIMEOUT_MS;
  let last: unknown;
  while (performance.now() < endMs) {
    try {
      const result = await attempt();
      if (result !== undefined) {
        return result;
      }
    } catch (error) {
      last = error; // not listening yet
    }
    await sleep(ASK_EVERY_MS);
  }
  throw new Error(
    `Not within ${START_TIMEOUT_MS / 1000} s: ${what}${
      last ? ` (${last})` : ''
    }`,
  );
}

/** @returns a guest's token, once all is there that the pages show */
export async function signIn(
  { portal, url }: Portal,
  leases: number,
): Promise<string> {
  const token = await until('a token for the guest', async () => {
    await portal.usage(); // says so where it has ended
    const response = await fetch(`${url}/api/auth/guest/refresh`);
    if (!response.ok) {
      throw new Error(`${response.status}: ${await response.text()}`);
    }
    return (await response.json()).backstageIdentity.token as string;
  });
  const headers = { Authorization: `Bearer ${token}` };
  await until(`all ${leases} heartbeats`, async () => {
    const response = await fetch(`${url}/api/heartbeat/v1/heartbeats`, {
      headers,
    });
    const { items = [] } = response.ok ? await response.json() : {};
    return items.length >= leases || undefined;
  });
  await until('the entities in the catalog', async () => {
    const paths = [ONE_ENTITY, ALL_ENTITY].map(
      name => `${url}/api/catalog/entities/by-name/component/default/${name}`,
    );
    const answers = await Promise.all(
      paths.map(path => fetch(path, { headers })),
    );
    return answers.every(({ ok }) => ok) || undefined;
  });
  return token;
}
