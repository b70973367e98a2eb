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

import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { eventually } from '@internal/test-support';
import { freePort } from './freePort';
import { REPORT_DIR, ROOT } from './paths';

const NODE_TRANSFORM = require.resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);

/** It takes 5 to 10 s; a loaded machine gets more. */
const READY_TIMEOUT_MS = 90_000;
const ASK_EVERY_MS = 200;
const STOP_GRACE_MS = 10_000;

/** The name of the portal's only cluster. */
export const CLUSTER = 'paris';

/** By which another service may ask a portal. */
const SERVICE_TOKEN = randomUUID();

/** What one portal has that another has not. */
interface PortalOptions {
  /** A cluster that outlives the portal. Default: one of its own. */
  kubernetes?: EmbeddedKubernetes;
  /** Who it is in its cluster. Default: `admin`. */
  user?: string;
  /** The connection string of a PostgreSQL server. Default: SQLite in memory. */
  postgres?: string;
  /** Over the `heartbeat` section of its configuration. */
  heartbeat?: object;
  /** In its catalog, beside those of all these tests. */
  entities?: object[];
  /** What the environment of its backend has beside ours. */
  env?: Record<string, string>;
}

function appConfig(
  url: string,
  port: number,
  kubernetes: EmbeddedKubernetes,
  catalogs: string[],
  { postgres, heartbeat, user = 'admin' }: PortalOptions,
) {
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port },
      auth: {
        externalAccess: [
          { type: 'static', options: { token: SERVICE_TOKEN, subject: 'e2e' } },
        ],
      },
      ...(postgres && { database: { client: 'pg', connection: postgres } }),
    },
    catalog: {
      locations: catalogs.map(target => ({
        type: 'file',
        target,
        rules: [{ allow: ['Component', 'System', 'Group', 'User'] }],
      })),
    },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name: CLUSTER,
              url: kubernetes.url,
              caData: kubernetes.caData,
              authProvider: 'serviceAccount',
              serviceAccountToken: kubernetes.access.tokenOf(user),
            },
          ],
        },
      ],
    },
    heartbeat: { sources: [{ type: 'label' }], ...heartbeat },
  };
}

/**
 * The demo portal as it is deployed: the built app served by the backend on one
 * port, with an embedded Kubernetes API as its cluster. Empty but for the
 * catalog of these tests.
 */
export class Portal {
  readonly url: string;
  readonly kubernetes: EmbeddedKubernetes;
  readonly #backend: ChildProcess;
  readonly #directory: string;
  readonly #ownsKubernetes: boolean;

  private constructor(options: {
    url: string;
    kubernetes: EmbeddedKubernetes;
    ownsKubernetes: boolean;
    backend: ChildProcess;
    directory: string;
  }) {
    this.url = options.url;
    this.kubernetes = options.kubernetes;
    this.#backend = options.backend;
    this.#directory = options.directory;
    this.#ownsKubernetes = options.ownsKubernetes;
  }

  /**
   * @param name - of the backend's log in e2e-report
   * @throws if the backend ends or is not ready in time
   */
  static async start(
    name: string,
    options: PortalOptions = {},
  ): Promise<Portal> {
    const kubernetes =
      options.kubernetes ?? (await EmbeddedKubernetes.start({ tls: true }));
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const directory = mkdtempSync(join(REPORT_DIR, 'e2e-'));
    const config = join(directory, 'app-config.yaml');
    const catalog = join(directory, 'catalog.yaml');
    const catalogs = [join(ROOT, 'e2e', 'catalog.yaml'), catalog];
    // JSON is YAML
    writeFileSync(
      config,
      JSON.stringify(appConfig(url, port, kubernetes, catalogs, options)),
    );
    writeFileSync(
      catalog,
      (options.entities ?? []).map(one => JSON.stringify(one)).join('\n---\n'),
    );
    const backend = spawn(
      process.execPath,
      [
        ...['--require', NODE_TRANSFORM, join('src', 'index.ts')],
        ...['--config', join(ROOT, 'app-config.yaml'), '--config', config],
      ],
      {
        cwd: join(ROOT, 'packages', 'backend'),
        env: { ...process.env, NODE_ENV: 'development', ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const log = createWriteStream(join(REPORT_DIR, `${name}.log`));
    backend.stdout.pipe(log, { end: false });
    backend.stderr.pipe(log, { end: false });
    const ownsKubernetes = options.kubernetes === undefined;
    const portal = new Portal({
      ...{ url, kubernetes, ownsKubernetes, backend, directory },
    });
    try {
      await portal.#ready(log.path);
    } catch (error) {
      await portal.stop();
      throw error;
    }
    return portal;
  }

  /** Asks the API as the guest. */
  async get<T>(path: string): Promise<T> {
    const guest = await fetch(`${this.url}/api/auth/guest/refresh`);
    const { backstageIdentity } = await guest.json();
    return this.#get(path, backstageIdentity.token);
  }

  /**
   * Asks the API as another service does: unlike those of users, its rights are
   * not looked up in the database each time.
   */
  async getAsService<T>(path: string): Promise<T> {
    return this.#get(path, SERVICE_TOKEN);
  }

  async #get<T>(path: string, token: string): Promise<T> {
    const answer = await fetch(`${this.url}/api/heartbeat/v1${path}`, {
      headers: {
        Authorization: `Bearer ${token}`,
        // a backend that stood still cuts those that were kept open
        Connection: 'close',
      },
    });
    if (!answer.ok) {
      throw new Error(`${answer.status}: ${await answer.text()}`);
    }
    return answer.json();
  }

  /** The backend stands still, and knows nothing of it. */
  pause(): void {
    this.#backend.kill('SIGSTOP');
  }

  resume(): void {
    this.#backend.kill('SIGCONT');
  }

  /** Takes the backend away without a word. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends all that it started. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    if (this.#ownsKubernetes) {
      await this.kubernetes.stop();
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.#backend.exitCode !== null || this.#backend.signalCode !== null) {
      return;
    }
    const ended = new Promise(resolve => this.#backend.once('exit', resolve));
    this.#backend.kill(signal);
    // one that stands still would not notice
    this.resume();
    const killer = setTimeout(
      () => this.#backend.kill('SIGKILL'),
      STOP_GRACE_MS,
    );
    await ended;
    clearTimeout(killer);
  }

  async #ready(log: string | Buffer): Promise<void> {
    const hasEnded = () => this.#backend.exitCode !== null;
    await eventually(
      `the backend to be ready, see ${log}`,
      async () =>
        // throws while it does not listen yet
        hasEnded() ||
        (
          await fetch(`${this.url}/.backstage/health/v1/readiness`)
        ).ok,
      { withinMs: READY_TIMEOUT_MS, everyMs: ASK_EVERY_MS },
    );
    if (hasEnded()) {
      throw new Error(`the backend ended by itself, see ${log}`);
    }
  }
}
