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
  type Credentials,
  KeystoneSession,
  listFlavors,
  type OpenstackHttp,
} from '../openstack';
import type { OpenstackSettings, ServiceAccount } from '../resources';

/** Flavors hardly ever change. */
const FLAVORS_KEPT_MS = 60 * 60_000;

interface Keep {
  session: KeystoneSession;
  isUsed: boolean;
}

/**
 * One OpenStack: keeps what is worth keeping from one poll to the next, the logins
 * and the names of the flavors.
 *
 * @internal
 */
export class OpenstackRegion {
  readonly #http: OpenstackHttp;
  readonly #monotonicMs: () => number;
  /** By whose they are. */
  readonly #sessions = new Map<string, Keep>();
  #settings: OpenstackSettings;
  #account: ServiceAccount;
  #flavors?: { names: ReadonlyMap<string, string>; untilMs: number };

  constructor(options: {
    http: OpenstackHttp;
    settings: OpenstackSettings;
    account: ServiceAccount;
    monotonicMs: () => number;
  }) {
    this.#http = options.http;
    this.#settings = options.settings;
    this.#account = options.account;
    this.#monotonicMs = options.monotonicMs;
  }

  /** As it was just read. Logins stay as long as they are with the same words. */
  update(settings: OpenstackSettings, account: ServiceAccount): void {
    const isOther =
      settings.endpoint !== this.#settings.endpoint ||
      `${settings.flavorIds}` !== `${this.#settings.flavorIds}`;
    this.#settings = settings;
    this.#account = account;
    if (isOther) {
      this.#flavors = undefined;
    }
  }

  /** @param whose - of the credentials, for messages */
  session(whose: string, credentials: Credentials): KeystoneSession {
    const { endpoint } = this.#settings;
    const kept = this.#sessions.get(whose);
    if (kept?.session.isFor(endpoint, credentials)) {
      kept.isUsed = true;
      return kept.session;
    }
    const session = new KeystoneSession({
      http: this.#http,
      endpoint,
      credentials,
      whose,
      monotonicMs: this.#monotonicMs,
    });
    this.#sessions.set(whose, { session, isUsed: true });
    return session;
  }

  /** The service account, in a project where it sees the nodes of bare metal. */
  serviceSession(projectId: string = this.#account.projectId): KeystoneSession {
    const { name, namespace } = this.#settings.secret;
    return this.session(`Secret ${namespace}/${name} in project ${projectId}`, {
      ...this.#account,
      projectId,
    });
  }

  isBareMetal(flavorId: string): boolean {
    const { flavorMetadata } = this.#settings;
    const found = flavorMetadata.find(({ id }) => id === flavorId);
    return found?.baremetal ?? false;
  }

  /**
   * The names of its flavors by id.
   *
   * @throws OpenstackError
   */
  async flavorNames(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const session = this.serviceSession();
    if (this.#flavors && this.#monotonicMs() < this.#flavors.untilMs) {
      return this.#flavors.names;
    }
    const { flavorIds } = this.#settings;
    const flavors = await listFlavors(session, flavorIds, signal);
    const names = new Map(flavors.map(({ id, name }) => [id, name]));
    this.#flavors = { names, untilMs: this.#monotonicMs() + FLAVORS_KEPT_MS };
    return names;
  }

  /** A poll has ended: logins that nobody needed in it are forgotten. */
  forgetUnused(): void {
    for (const [whose, kept] of this.#sessions) {
      if (!kept.isUsed) {
        this.#sessions.delete(whose);
      }
      kept.isUsed = false;
    }
  }
}
