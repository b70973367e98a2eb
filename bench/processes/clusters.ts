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

// The API servers, apart from those who are measured.

import { EmbeddedKubernetes } from '../../packages/embedded-kubernetes/src';
import { serveCalls } from '../lib/serveCalls';

/** How to reach one of them. */
export interface ClusterAccess {
  name: string;
  url: string;
  caData: string;
  token: string;
}

/** What they have been asked so far, all together. */
export interface RequestCounts {
  all: number;
  /** Renewals and creations. */
  writes: number;
  /** Watches opened. */
  watches: number;
  openWatches: number;
}

const apis: EmbeddedKubernetes[] = [];

async function open(cluster: number): Promise<ClusterAccess> {
  const api = await EmbeddedKubernetes.start({ tls: true });
  apis.push(api);
  return {
    name: `cluster-${cluster + 1}`,
    url: api.url,
    caData: api.caData ?? '',
    token: api.access.issueToken('admin'),
  };
}

const calls = {
  open: async ({ count }: { count: number }): Promise<ClusterAccess[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => open(index))),

  counts(): RequestCounts {
    const sum = (count: (api: EmbeddedKubernetes) => number) =>
      apis.reduce((total, api) => total + count(api), 0);
    return {
      all: sum(api => api.stats.requests()),
      writes: sum(
        api =>
          api.stats.requests({ verb: 'patch' }) +
          api.stats.requests({ verb: 'create' }),
      ),
      watches: sum(api => api.stats.requests({ verb: 'watch' })),
      openWatches: sum(api => api.stats.openWatches),
    };
  },
};

/** @see calls */
export type ClustersProcess = typeof calls;

serveCalls(calls);
