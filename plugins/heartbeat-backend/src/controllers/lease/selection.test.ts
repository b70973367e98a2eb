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

import type { LeaseSource } from '../../config/heartbeatOptions';
import { parseLeaseObject } from './leaseObject';
import { selectionsOf } from './selection';

const lease = (name: string, labels: Record<string, string> = {}) =>
  parseLeaseObject({ metadata: { name, namespace: 'apps', labels } });

const only = (source: LeaseSource) => {
  const selections = selectionsOf(source);
  expect(selections).toHaveLength(1);
  return selections[0];
};

describe('a source', () => {
  it('by label takes one watch for all namespaces, or one for each that is named', () => {
    const source = { type: 'label', label: 'x/controller' } as const;
    expect(only(source)).toMatchObject({
      namespace: undefined,
      labelSelector: 'x/controller',
    });
    expect(
      selectionsOf({ ...source, namespaces: ['a', 'b'] }).map(
        ({ namespace }) => namespace,
      ),
    ).toEqual(['a', 'b']);
  });

  it("by label names controllers by the label's value [H15]", () => {
    const { controllerOf } = only({ type: 'label', label: 'x/controller' });
    expect(controllerOf(lease('a', { 'x/controller': 'Prod' }))).toBe('Prod');
    expect(controllerOf(lease('a', { 'x/controller': '' }))).toBe('');
    expect(controllerOf(lease('a'))).toBeUndefined();
  });

  it('says of its Leases what the operator does, of nodes that they are no elections, and nothing where nobody said', () => {
    const names = [{ name: 'orders' }];
    const terms = { election: true, durationMs: 60_000 };
    expect(
      [
        only({ type: 'leases', names, terms }),
        only({ type: 'label', label: 'x/controller', terms }),
        only({ type: 'leases', names }),
        only({ type: 'nodes' }),
      ].map(selection => selection.terms),
    ).toEqual([terms, terms, undefined, { election: false }]);
  });

  it('of Leases takes names and patterns, the first that fits names the controller', () => {
    const { controllerOf } = only({
      type: 'leases',
      names: [
        { name: 'kube-scheduler' },
        { name: 'cert-manager-*', controller: 'cert-manager' },
        { name: '*.provider.crossplane.io' },
        { name: 'capi-{core,kubeadm}-*' },
      ],
    });
    expect(
      [
        'kube-scheduler',
        'kube-scheduler-2',
        'cert-manager-cainjector-leader-election',
        'aws.provider.crossplane.io',
        'capi-kubeadm-bootstrap',
        'capi-other-x',
      ].map(name => controllerOf(lease(name))),
    ).toEqual([
      'kube-scheduler',
      undefined,
      'cert-manager',
      'aws.provider.crossplane.io',
      'capi-kubeadm-bootstrap',
      undefined,
    ]);
  });

  it('of one Lease has the API server select it, as a Role with resourceNames allows', () => {
    expect(
      only({ type: 'leases', names: [{ name: 'kube-scheduler' }] })
        .fieldSelector,
    ).toBe('metadata.name=kube-scheduler');
  });

  it('of Leases in all namespaces leaves the busy one of the nodes alone', () => {
    const names = [{ name: 'a' }, { name: 'b' }];
    expect(only({ type: 'leases', names }).fieldSelector).toBe(
      'metadata.namespace!=kube-node-lease',
    );
    expect(
      only({ type: 'leases', names, namespaces: ['kube-system'] })
        .fieldSelector,
    ).toBeUndefined();
  });

  it('of nodes is their namespace, with a controller for each node', () => {
    const { namespace, controllerOf } = only({ type: 'nodes' });
    expect(namespace).toBe('kube-node-lease');
    expect(controllerOf(lease('node-1'))).toBe('node-1');
  });
});
