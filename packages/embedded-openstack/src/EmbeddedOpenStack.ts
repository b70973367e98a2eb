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

import { createServer } from 'node:http';
import { listen, wallClock, type WorldClock } from '@internal/test-support';
import {
  Cloud,
  type CloudProject,
  type CloudRole,
  type CloudUser,
} from './Cloud';
import { CloudHandler } from './CloudHandler';
import type { CloudNode, NodeOptions } from './CloudNode';
import { ROOTS, type CloudRequest } from './CloudRequest';
import type { CloudServer, ServerOptions } from './CloudServer';
import type { Flavor } from './flavors';
import { Ironic } from './Ironic';
import { Keystone } from './Keystone';
import { Nova } from './Nova';
import { OpenStackFaults } from './OpenStackFaults';
import { OpenStackStats } from './OpenStackStats';
import { live, type ServerLife } from './ServerLife';
import { Tokens } from './Tokens';

/** Keystone's own. */
const TOKEN_LIFETIME_MS = 60 * 60_000;

/** Nova's own (`max_limit`). */
const MAX_LIMIT = 1_000;

/** Longer than any client rests between two requests: Node's 5 s would cut its connection under its hands. */
const KEEP_ALIVE_MS = 5 * 60_000;

/**
 * How to start the embedded OpenStack. Everything has a default.
 *
 * @public
 */
export interface EmbeddedOpenStackOptions {
  /** How long a token is good. Default: an hour. */
  tokenLifetimeMs?: number;
  /** The most entries on a page of Nova's. Default 1,000. */
  maxLimit?: number;
  /** The time that servers live in. Tokens age by this machine's. Default: the time on the wall. */
  clock?: WorldClock;
  /** Is told of each request as it comes in, those that a fault will strike included. */
  onRequest?: (request: CloudRequest) => void;
}

/**
 * Keystone, Nova and Ironic in one small server on loopback, with the answers of real
 * ones for what this project asks them.
 *
 * @public
 */
export class EmbeddedOpenStack {
  /** Faults on demand. */
  readonly faults = new OpenStackFaults();
  /** What has been asked so far. */
  readonly stats = new OpenStackStats();
  readonly #cloud: Cloud;
  readonly #tokens: Tokens;
  readonly #clock: WorldClock;
  readonly #ended = new AbortController();
  #origin = '';
  #close = async () => {};

  private constructor(options: EmbeddedOpenStackOptions) {
    this.#clock = options.clock ?? wallClock();
    this.#cloud = new Cloud(() => this.#clock.now());
    this.#tokens = new Tokens(options.tokenLifetimeMs ?? TOKEN_LIFETIME_MS);
  }

  /** Starts one; it listens when the promise resolves. */
  static async start(
    options: EmbeddedOpenStackOptions = {},
  ): Promise<EmbeddedOpenStack> {
    const openstack = new EmbeddedOpenStack(options);
    await openstack.#listen(options);
    return openstack;
  }

  /** Where it listens, `http://127.0.0.1:41234`. */
  get url(): string {
    return this.#origin;
  }

  /** Keystone, with its version: `http://127.0.0.1:41234/identity/v3`. */
  get authUrl(): string {
    return `${this.#origin}${ROOTS.keystone}/v3`;
  }

  /** The servers that Nova lists now. */
  get servers(): CloudServer[] {
    return [...this.#cloud.servers.values()];
  }

  addProject(options: { name: string; id?: string }): CloudProject {
    return this.#cloud.addProject(options);
  }

  /** @param options - `roles` by the id of the project; the password is any when absent */
  addUser(options: {
    name: string;
    id?: string;
    password?: string;
    roles: Record<string, CloudRole[]>;
  }): CloudUser {
    return this.#cloud.addUser(options);
  }

  /** Default: half a gigabyte, for everyone. */
  addFlavor(options: Partial<Flavor> & { name: string }): Flavor {
    return this.#cloud.addFlavor(options);
  }

  addNode(options: NodeOptions): CloudNode {
    return this.#cloud.addNode(options);
  }

  /** Orders a server: it is BUILD and waits for its place, until `boot` or `noValidHost`. */
  addServer(options: ServerOptions): CloudServer {
    return this.#cloud.addServer(options);
  }

  /** A server that is ACTIVE. */
  boot(options: ServerOptions): CloudServer {
    return this.addServer(options).do('boot');
  }

  /**
   * Lets a server live by itself.
   *
   * @returns resolves when its life is over, at the latest with `stop`
   * @throws Error for a move that Nova would refuse after those before it
   */
  live(life: ServerLife): Promise<void> {
    return live(this.#cloud, life, this.#clock, this.#ended.signal);
  }

  /** How long tokens are good that are issued from now on. */
  get tokenLifetimeMs(): number {
    return this.#tokens.lifetimeMs;
  }

  set tokenLifetimeMs(ms: number) {
    this.#tokens.lifetimeMs = ms;
  }

  /**
   * Makes the tokens that there are bad at once.
   *
   * @param userId - default: all users'
   */
  revokeTokens(userId?: string): void {
    this.#tokens.revokeAll(userId);
  }

  /** Ends the server and all lives on it. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.faults.clear();
    await this.#close();
  }

  async #listen({
    maxLimit = MAX_LIMIT,
    onRequest,
  }: EmbeddedOpenStackOptions): Promise<void> {
    const nova = () => `${this.#origin}${ROOTS.nova}/v2.1`;
    const ironic = () => `${this.#origin}${ROOTS.ironic}`;
    const handler = new CloudHandler({
      faults: this.faults,
      stats: this.stats,
      tokens: this.#tokens,
      keystone: new Keystone({
        cloud: this.#cloud,
        tokens: this.#tokens,
        addresses: () => ({
          keystone: this.authUrl,
          nova: nova(),
          ironic: ironic(),
        }),
      }),
      nova: new Nova({ cloud: this.#cloud, maxLimit, url: nova }),
      ironic: new Ironic({ cloud: this.#cloud, url: ironic }),
      authUrl: () => this.authUrl,
      onRequest,
    });
    // A client that goes away in the middle of a request is its own affair.
    const server = createServer((request, response) => {
      handler.handle(request, response).catch(() => response.destroy());
    });
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    const { port, stop } = await listen(server);
    this.#origin = `http://127.0.0.1:${port}`;
    this.#close = stop;
  }
}
