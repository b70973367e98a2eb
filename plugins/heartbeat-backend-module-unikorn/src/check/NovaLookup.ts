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

import {
  findServer,
  type Credentials,
  type KeystoneSession,
  type ListedServer,
  listServers,
  OpenstackError,
  readNovaServer,
} from '../openstack';
import type { OpenstackRegion } from '../regions';
import { pathOf, readOpenstackIdentity, type ResourceApi } from '../resources';
import type { NovaServer } from '../rules';

/**
 * A region that let so many requests of a poll run out of time, and answered none, is not
 * asked again in it: each would take a whole timeout, and there may be hundreds.
 */
const GIVE_UP_AFTER = 3;

interface Identity {
  session: KeystoneSession;
  credentials: Credentials;
}

/**
 * Nova's word on the servers of one region in one poll. Each identity is read once and
 * logged in once; the project of one that has several servers is listed once. What
 * fails is not tried again for the next server, and a region that is silent is given up.
 *
 * @internal
 */
export class NovaLookup {
  readonly #api: ResourceApi;
  readonly #namespace: string;
  readonly #region: OpenstackRegion;
  readonly #signal: AbortSignal;
  /** How many servers each identity has. */
  readonly #shares: ReadonlyMap<string, number>;
  readonly #identities = new Map<string, Promise<Identity>>();
  readonly #projects = new Map<string, Promise<ListedServer[]>>();
  #hasAnswered = false;
  readonly #timeouts: OpenstackError[] = [];

  constructor(options: {
    api: ResourceApi;
    namespace: string;
    region: OpenstackRegion;
    shares: ReadonlyMap<string, number>;
    signal: AbortSignal;
  }) {
    this.#api = options.api;
    this.#namespace = options.namespace;
    this.#region = options.region;
    this.#shares = options.shares;
    this.#signal = options.signal;
  }

  /** The project that an identity's servers are in. */
  async projectOf(identityId: string): Promise<string> {
    return (await this.#identity(identityId)).credentials.projectId;
  }

  /**
   * The first server of exactly this name.
   *
   * @returns `undefined` where there is none
   */
  async find(
    identityId: string,
    name: string,
  ): Promise<NovaServer | undefined> {
    const { session } = await this.#identity(identityId);
    if (name === '') {
      return undefined;
    }
    const isShared = (this.#shares.get(identityId) ?? 0) > 1;
    const listed = isShared
      ? await this.#project(identityId, session)
      : await this.#ask(() => findServer(session, name, this.#signal));
    const found = listed.find(server => server.name === name);
    return found && readNovaServer(found.entry);
  }

  #project(
    identityId: string,
    session: KeystoneSession,
  ): Promise<ListedServer[]> {
    const listed =
      this.#projects.get(identityId) ??
      this.#ask(() => listServers(session, this.#signal));
    this.#projects.set(identityId, listed);
    return listed;
  }

  /** @throws what the last request failed with, where the region is given up */
  async #ask<T>(request: () => Promise<T>): Promise<T> {
    if (!this.#hasAnswered && this.#timeouts.length >= GIVE_UP_AFTER) {
      throw this.#timeouts[this.#timeouts.length - 1];
    }
    try {
      const answer = await request();
      this.#hasAnswered = true;
      return answer;
    } catch (error) {
      if (error instanceof OpenstackError && error.reason === 'timeout') {
        this.#timeouts.push(error);
      }
      throw error;
    }
  }

  #identity(identityId: string): Promise<Identity> {
    const read =
      this.#identities.get(identityId) ?? this.#readIdentity(identityId);
    this.#identities.set(identityId, read);
    return read;
  }

  async #readIdentity(identityId: string): Promise<Identity> {
    const namespace = this.#namespace;
    await this.#api.get(
      pathOf('identities', namespace, identityId),
      this.#signal,
    );
    const whose = `OpenstackIdentity ${namespace}/${identityId}`;
    const credentials = readOpenstackIdentity(
      await this.#api.get(
        pathOf('openstackidentities', namespace, identityId),
        this.#signal,
      ),
      `The ${whose}`,
    );
    return { credentials, session: this.#region.session(whose, credentials) };
  }
}
