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

import type { V1Lease } from '@kubernetes/client-node';

/**
 * The little that a controller asks of a cluster.
 *
 * @public
 */
export interface LeasePort {
  /** @throws when the cluster refuses, or when the Lease exists already */
  create(lease: V1Lease): Promise<void>;
  /** Merges; answers false when there is no such Lease. */
  merge(namespace: string, name: string, patch: V1Lease): Promise<boolean>;
  /** No Lease is no failure. */
  remove(namespace: string, name: string): Promise<void>;
  /** A namespace that exists already is no failure. */
  ensureNamespace(name: string): Promise<void>;
}
