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
  EmbeddedKubernetes,
  type EmbeddedKubernetesOptions,
} from '../server/EmbeddedKubernetes';
import type { Rights } from '../server/types';
import { WireClient } from './WireClient';

/** The embedded API for the tests of one describe block. */
export interface EmbeddedFixture {
  readonly api: EmbeddedKubernetes;
  readonly admin: WireClient;
  /** A client of a new user with the given rights. */
  clientFor(user: string, rights: Rights): WireClient;
}

/** Starts the embedded API before the tests of a describe block and stops it after them. */
export function useEmbedded(
  options: EmbeddedKubernetesOptions = {},
): EmbeddedFixture {
  let api: EmbeddedKubernetes;
  let admin: WireClient;
  const clients: WireClient[] = [];

  const connect = (token: string | undefined) => {
    const { url: server, caData } = api;
    const ca = caData && Buffer.from(caData, 'base64').toString();
    const client = new WireClient({ server, ca, token });
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    api = await EmbeddedKubernetes.start(options);
    admin = connect(api.access.tokenOf('admin'));
  });

  afterEach(() => api.faults.clear());

  afterAll(async () => {
    clients.forEach(client => client.close());
    await api.stop();
  });

  return {
    get api() {
      return api;
    },
    get admin() {
      return admin;
    },
    clientFor: (name, rights) => connect(api.access.addUser({ name, rights })),
  };
}
