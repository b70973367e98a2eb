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

// The product's observation over TLS connections of its own.

import type { KubernetesCluster } from '../../plugins/heartbeat-node/src';
import { clusterOf } from '../lib/clusterOf';
import { Observed, quietLogger } from '../lib/Observed';
import { serveCalls } from '../lib/serveCalls';
import type { ClusterAccess } from './clusters';

const observed = new Observed(quietLogger);
let targets: KubernetesCluster[] = [];

const calls = {
  /** Loads all that is needed, so that the baseline knows of it. */
  async prepare({ clusters }: { clusters: ClusterAccess[] }): Promise<void> {
    targets = clusters.map(clusterOf);
  },
  observe: () => observed.observe(targets),
  beginWindow: () => observed.beginWindow(),
  endWindow: () => observed.endWindow(),
};

/** @see calls */
export type ObserverProcess = typeof calls;

serveCalls(calls);
