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

import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { makeCertificate } from '@internal/test-support';
import { AccessControl } from './AccessControl';
import { Faults } from './Faults';
import { kubeconfigOf } from './kubeconfig';
import { NamespaceLifecycle } from './NamespaceLifecycle';
import { ObjectStore } from './ObjectStore';
import { Reader } from './Reader';
import { RequestHandler } from './RequestHandler';
import { customResource, LEASES, NAMESPACES } from './resources';
import { Stats } from './Stats';
import type { CustomResource, KubernetesUser } from './types';
import { WatchHub } from './WatchHub';
import { Writer } from './Writer';

/** The user that always exists and may do everything. */
const ADMIN = 'admin';

/** A real API server sends bookmarks about once a minute. */
const BOOKMARK_INTERVAL_MS = 60_000;

/** As many changes as a busy watch resumes over: 20 s at 1,000 a second. */
const HISTORY_LIMIT = 20_000;

/** Long enough for the phase `Terminating` to be seen, short enough not to be waited for. */
const NAMESPACE_TERMINATION_MS = 20;

/** Longer than any client rests between two requests: Node's 5 s would cut a renewer's connection under its hands. */
const KEEP_ALIVE_MS = 5 * 60_000;

/**
 * How to start the embedded API. Everything has a default.
 *
 * @public
 */
export interface EmbeddedKubernetesOptions {
  /** Any free one when absent. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  /** HTTPS with a certificate made on the spot; kubectl needs it. Default false. */
  tls?: boolean;
  /** Users beside `admin`, which exists unless it is named here. */
  users?: KubernetesUser[];
  /** Custom resources beside Leases and Namespaces. */
  resources?: CustomResource[];
  /** How often watches that ask for bookmarks get one. Default 60,000. */
  bookmarkIntervalMs?: number;
  /** How many changes are kept, at least, for watches to resume over. Default 20,000. */
  historyLimit?: number;
  /** How long a deleted namespace stays `Terminating`. Default 20. */
  namespaceTerminationMs?: number;
}

/**
 * A small server that speaks the Kubernetes wire protocol over real HTTP: Leases, Namespaces and custom resources,
 * with the behaviour and the error bodies of a real API server.
 *
 * It promises that a client which works against it works against a cluster, for what this project does with one; one
 * contract suite runs against both. Data lives in memory only. There are no controllers and no admission, and
 * server-side apply is answered 415. Times are this machine's.
 *
 * @public
 */
export class EmbeddedKubernetes {
  /** Faults on demand. */
  readonly faults: Faults;
  /** What has been asked so far. */
  readonly stats: Stats;
  /** Tokens and rights. */
  readonly access: AccessControl;
  /** The certificate as a kubeconfig holds it: PEM in base64; undefined without TLS. */
  readonly caData: string | undefined;

  readonly #host: string;
  readonly #scheme: 'http' | 'https';
  readonly #server: Server;
  readonly #store: ObjectStore;
  readonly #namespaces: NamespaceLifecycle;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  private constructor(
    options: EmbeddedKubernetesOptions,
    certificate: { key: string; cert: string } | undefined,
  ) {
    const {
      host = '127.0.0.1',
      users = [],
      bookmarkIntervalMs = BOOKMARK_INTERVAL_MS,
      historyLimit = HISTORY_LIMIT,
      namespaceTerminationMs = NAMESPACE_TERMINATION_MS,
    } = options;
    const resources = [
      LEASES,
      NAMESPACES,
      ...(options.resources ?? []).map(customResource),
    ];
    this.#store = new ObjectStore({ historyLimit });
    this.#namespaces = new NamespaceLifecycle({
      store: this.#store,
      resources,
      terminationMs: namespaceTerminationMs,
    });
    const watches = new WatchHub(this.#store);
    this.faults = new Faults({ store: this.#store, watches });
    this.stats = new Stats(watches);
    this.access = new AccessControl(
      users.some(({ name }) => name === ADMIN)
        ? users
        : [{ name: ADMIN, rights: 'admin' }, ...users],
    );
    const handler = new RequestHandler({
      access: this.access,
      faults: this.faults,
      stats: this.stats,
      reader: new Reader(this.#store),
      writer: new Writer(this.#store, this.#namespaces),
      watches,
      resources,
      bookmarkIntervalMs,
    });
    this.#host = host;
    this.#scheme = certificate ? 'https' : 'http';
    this.caData =
      certificate && Buffer.from(certificate.cert).toString('base64');
    this.#server = certificate
      ? createHttpsServer(certificate)
      : createHttpServer();
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
    // A client that goes away in the middle of a request is its own affair.
    this.#server.on('request', (request, response) => {
      handler.handle(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#namespaces.seed();
  }

  /**
   * Starts a server; it listens when the promise resolves.
   *
   * @throws when the port is taken, with the port in the message
   */
  static async start(
    options: EmbeddedKubernetesOptions = {},
  ): Promise<EmbeddedKubernetes> {
    const api = new EmbeddedKubernetes(
      options,
      options.tls
        ? await makeCertificate(options.host ?? '127.0.0.1')
        : undefined,
    );
    api.#port = options.port ?? 0;
    await api.#listen();
    return api;
  }

  /** Where the server listens, `https://127.0.0.1:41234`. */
  get url(): string {
    return `${this.#scheme}://${this.#host}:${this.#port}`;
  }

  /**
   * A kubeconfig for one user.
   *
   * @param user - default `admin`
   * @returns JSON, which is YAML too
   */
  kubeconfig(user: string = ADMIN): string {
    return kubeconfigOf({
      server: this.url,
      caData: this.caData,
      users: [{ name: user, token: this.#tokenOf(user) }],
    });
  }

  /** A kubeconfig with one context for each user, `admin` the current one. */
  kubeconfigOfAllUsers(): string {
    return kubeconfigOf({
      server: this.url,
      caData: this.caData,
      users: this.access.users.map(name => ({
        name,
        token: this.#tokenOf(name),
      })),
    });
  }

  /** Ends the server as SIGKILL does: no connection survives, and new ones are refused until `restart`. */
  async kill(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve));
    this.#sockets.forEach(socket => socket.destroy());
    await closed;
  }

  /**
   * Starts a killed server again, on the same port and data.
   *
   * @param options - `empty` loses all data first, so that resource versions go back
   */
  async restart(options: { empty?: boolean } = {}): Promise<void> {
    if (this.#server.listening) {
      await this.kill();
    }
    if (options.empty) {
      this.#namespaces.stop();
      this.#store.clear();
      this.#namespaces.seed();
    }
    await this.#listen();
  }

  /** Ends the server and all that it started. */
  async stop(): Promise<void> {
    this.faults.clear();
    this.#namespaces.stop();
    if (this.#server.listening) {
      await this.kill();
    }
  }

  #tokenOf(user: string): string {
    return this.access.tokenOf(user) ?? this.access.issueToken(user);
  }

  async #listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(
                `Port ${this.#port} of ${
                  this.#host
                } is taken: end what listens there, or choose another port for the embedded Kubernetes API`,
              )
            : error,
        );
      this.#server.once('error', failed);
      this.#server.listen(this.#port, this.#host, () => {
        this.#server.off('error', failed);
        resolve();
      });
    });
    const address = this.#server.address();
    if (address && typeof address === 'object') {
      this.#port = address.port;
    }
  }
}
