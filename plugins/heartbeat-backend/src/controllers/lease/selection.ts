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

import picomatch from 'picomatch';
import type {
  LeaseSource,
  LeasesSource,
  LeaseTerms,
} from '../../config/heartbeatOptions';
import type { LeaseObject } from './leaseObject';

/** The namespace in which kubelets renew a Lease for their node. */
const NODE_NAMESPACE = 'kube-node-lease';

/**
 * What is looked for in one place: what the API server selects, and which
 * controller each Lease that it sends is the heartbeat of.
 *
 * @internal
 */
export interface LeaseSelection {
  /** Absent: all namespaces. */
  namespace?: string;
  labelSelector?: string;
  /** The labels that anybody looks for. */
  labels: readonly string[];
  fieldSelector?: string;
  /** For people: the label's key, or names and patterns. */
  description: string;
  /** `undefined`: this Lease is not meant. */
  controllerOf(lease: LeaseObject): string | undefined;
  /** What it selects are Leases of nodes, by the node's name. */
  areNodes?: boolean;
  /** Absent: as each Lease says itself. */
  terms?: LeaseTerms;
}

/**
 * What a source looks for, one selection for each watch that it takes.
 *
 * @param labels - what all sources, and Kargo's view, look for
 * @internal
 */
export function selectionsOf(
  source: LeaseSource,
  labels: readonly string[] = [],
): LeaseSelection[] {
  switch (source.type) {
    case 'label':
      return placesOf(source).map(namespace => ({
        namespace,
        labelSelector: source.label,
        labels,
        description: source.label,
        // The label's value, not the Lease's name [H15].
        controllerOf: lease => lease.metadata.labels?.[source.label],
        terms: source.terms,
      }));
    case 'leases':
      return placesOf(source).map(namespace => ({
        namespace,
        fieldSelector: fieldSelectorOf(source, namespace),
        labels,
        description: source.names.map(({ name }) => name).join(', '),
        controllerOf: controllerByName(source),
        terms: source.terms,
      }));
    case 'nodes':
      return [
        {
          namespace: NODE_NAMESPACE,
          labels: [],
          description: '',
          controllerOf: lease => lease.metadata.name,
          areNodes: true,
          terms: { election: false },
        },
      ];
  }
}

function placesOf(source: {
  namespaces?: string[];
}): Array<string | undefined> {
  return source.namespaces ?? [undefined];
}

/**
 * One name can be selected by the API server, which also is what a Role with
 * `resourceNames` allows. Of all namespaces the one with a Lease for each node
 * is left out: on a large cluster it is busier than all the others.
 */
function fieldSelectorOf(
  source: LeasesSource,
  namespace: string | undefined,
): string | undefined {
  const [first, ...others] = source.names;
  if (others.length === 0 && !picomatch.scan(first.name).isGlob) {
    return `metadata.name=${first.name}`;
  }
  return namespace === undefined
    ? `metadata.namespace!=${NODE_NAMESPACE}`
    : undefined;
}

function controllerByName(
  source: LeasesSource,
): LeaseSelection['controllerOf'] {
  const matchers = source.names.map(({ name, controller }) => ({
    matches: picomatch(name),
    controller,
  }));
  return ({ metadata: { name } }) => {
    const match = matchers.find(({ matches }) => matches(name));
    return match && (match.controller ?? name);
  };
}
