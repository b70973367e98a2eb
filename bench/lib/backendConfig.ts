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

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterAccess } from '../processes/clusters';

/** A directory for what a benchmark writes; gone when its process is. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  process.once('exit', () => rmSync(directory, { recursive: true }));
  return directory;
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise(resolve => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') {
    throw new Error('there is no free port');
  }
  return address.port;
}

/**
 * Writes the configuration of a backend on loopback whose Kubernetes plugin
 * knows these clusters.
 *
 * @returns the file's path
 */
export function writeBackendConfig(options: {
  directory: string;
  port: number;
  clusters: ClusterAccess[];
  more?: object;
}): string {
  const { directory, port, clusters, more } = options;
  const file = join(directory, `app-config.${port}.yaml`);
  const config = {
    app: { baseUrl: `http://localhost:${port}` },
    backend: {
      baseUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      database: { client: 'better-sqlite3', connection: ':memory:' },
    },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: clusters.map(({ name, url, caData, token }) => ({
            name,
            url,
            caData,
            authProvider: 'serviceAccount',
            serviceAccountToken: token,
          })),
        },
      ],
    },
    ...more,
  };
  // JSON is YAML
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
