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

import { microTime } from './microTime';

/**
 * A Lease of any shape that a controller may leave behind, the broken ones included: what is absent here is absent
 * in the Lease.
 *
 * @public
 */
export interface LeaseFixture {
  namespace: string;
  name: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Who holds it. */
  holder?: string;
  /** Absent: never renewed. */
  renewedAt?: Date;
  acquiredAt?: Date;
  /** Absent: invalid, nobody can say when it runs out. */
  durationSeconds?: number;
  /** How often it changed hands. */
  transitions?: number;
}

/**
 * A Lease as JSON holds it: its times are text with six fractional digits, where client-node's own type says Date.
 *
 * @public
 */
export interface LeaseObject {
  apiVersion: 'coordination.k8s.io/v1';
  kind: 'Lease';
  metadata: {
    namespace: string;
    name: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

/**
 * Builds the Lease that a fixture describes, ready to be sent as JSON.
 *
 * @public
 */
export function leaseObject(fixture: LeaseFixture): LeaseObject {
  const { namespace, name, labels, annotations } = fixture;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { namespace, name, labels, annotations },
    spec: {
      holderIdentity: fixture.holder,
      leaseDurationSeconds: fixture.durationSeconds,
      acquireTime: fixture.acquiredAt && microTime(fixture.acquiredAt),
      renewTime: fixture.renewedAt && microTime(fixture.renewedAt),
      leaseTransitions: fixture.transitions,
    },
  };
}
