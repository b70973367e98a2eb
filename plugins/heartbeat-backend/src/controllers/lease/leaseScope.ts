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

import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import type { LeaseRecord } from '../LeaseRecord';
import type { LeaseQuery } from './leaseList';
import { parseLeaseObject, toLeaseRecord } from './leaseObject';
import type { LeaseSelection } from './selection';

/**
 * What is observed as one, by one watch.
 *
 * @internal
 */
export interface LeaseScope {
  cluster: KubernetesCluster;
  selection: LeaseSelection;
}

/**
 * What the API server is asked for.
 *
 * @internal
 */
export function leaseQueryOf({ selection }: LeaseScope): LeaseQuery {
  const { namespace, labelSelector, fieldSelector } = selection;
  const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return {
    path: `/apis/coordination.k8s.io/v1${place}/leases`,
    labelSelector,
    fieldSelector,
  };
}

/**
 * What people call it, in the middle of a sentence.
 *
 * @internal
 */
export function nameOf({ cluster, selection }: LeaseScope): string {
  const { namespace } = selection;
  const place = namespace === undefined ? '' : `namespace ${namespace} of `;
  return `${place}cluster ${cluster.name}`;
}

/**
 * A Lease that the API server sent.
 *
 * @returns `undefined` for one that nobody asked for
 * @throws if it is not a Lease at all
 * @internal
 */
export function leaseRecordOf(
  { cluster, selection }: LeaseScope,
  value: unknown,
): LeaseRecord | undefined {
  const lease = parseLeaseObject(value);
  const controller = selection.controllerOf(lease);
  return controller === undefined
    ? undefined
    : toLeaseRecord(lease, {
        cluster: cluster.name,
        controller,
        terms: selection.terms,
        label: selection.labelSelector,
        labels: selection.labels,
      });
}
