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

import type { ClusterAccess, ClustersProcess } from '../processes/clusters';
import type { WriterProcess } from '../processes/writer';
import { Child } from './Child';

/** As client-go's leader election and the kubelet do it. */
export const PERIOD_MS = 10_000;

/** What every benchmark observes: API servers, and controllers that renew their Leases in them. */
export interface World {
  api: Child<ClustersProcess>;
  clusters: ClusterAccess[];
  writer: Child<WriterProcess>;
}

/** Starts them, with all Leases there and being renewed. */
export async function startWorld(options: {
  clusters: number;
  leases: number;
}): Promise<World> {
  const { leases } = options;
  const api = Child.start<ClustersProcess>('clusters');
  const clusters = await api.call('open', { count: options.clusters });
  const writer = Child.start<WriterProcess>('writer');
  await writer.call('seed', { clusters, leases });
  await writer.call('start', { periodMs: PERIOD_MS });
  return { api, clusters, writer };
}
