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

import { openTarget, uniqueName, type ContractTarget } from './ContractTarget';
import type { WireAnswer, WireBody, WireClient } from './WireClient';

const LEASE_API = '/apis/coordination.k8s.io/v1';
const NAMESPACES = '/api/v1/namespaces';

/** A namespace of one's own on the target, and short ways to its Leases. */
export interface ContractFixture {
  readonly target: ContractTarget;
  readonly admin: WireClient;
  readonly nobody: WireClient;
  readonly namespace: string;
  /** The URL path of the namespace's Leases, or of one. */
  leases(name?: string): string;
  /** Creates a Lease and fails unless it is there. */
  create(name: string, spec?: object, labels?: object): Promise<WireBody>;
  /** Creates another namespace, which goes away at the end. */
  anotherNamespace(): Promise<string>;
}

/** A Lease's JSON. */
export function lease(name: string, spec?: object, metadata: object = {}) {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, ...metadata },
    spec,
  };
}

/** Opens the target and a namespace before the tests of a describe block, and clears both away after them. */
export function useFixture(): ContractFixture {
  let target: ContractTarget;
  const namespaces: string[] = [];

  const anotherNamespace = async () => {
    const name = uniqueName('heartbeat-contract');
    succeeded(await target.admin.post(NAMESPACES, { metadata: { name } }));
    namespaces.push(name);
    return name;
  };

  beforeAll(async () => {
    target = await openTarget();
    await anotherNamespace();
  });

  afterAll(async () => {
    for (const namespace of namespaces) {
      await target.admin.delete(leasesOf(namespace));
      await target.admin.delete(`${NAMESPACES}/${namespace}`);
    }
    await target.stop();
  });

  return {
    get target() {
      return target;
    },
    get admin() {
      return target.admin;
    },
    get nobody() {
      return target.nobody;
    },
    get namespace() {
      return namespaces[0];
    },
    leases: name => leasesOf(namespaces[0], name),
    create: async (name, spec, labels) =>
      succeeded(
        await target.admin.post(
          leasesOf(namespaces[0]),
          lease(name, spec, { labels }),
        ),
      ).json,
    anotherNamespace,
  };
}

/** The URL path of a namespace's Leases, or of one. */
export function leasesOf(namespace: string, name?: string): string {
  return `${LEASE_API}/namespaces/${namespace}/leases${name ? `/${name}` : ''}`;
}

/** Lets an answer through that is a success. */
export function succeeded(answer: WireAnswer): WireAnswer {
  if (answer.status >= 300) {
    throw new Error(`unexpected ${answer.status}: ${answer.text}`);
  }
  return answer;
}

/** A failure's body as every API server writes it. */
export function failure(
  code: number,
  reason: string | undefined,
  rest: object,
) {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    ...(reason === undefined ? {} : { reason }),
    code,
    ...rest,
  };
}
