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
  parseControllerAnnotation,
  parseLeaseAnnotation,
} from './controllerAnnotations';

describe('the annotation heartbeat/controller', () => {
  it.each([
    ['orders', ['orders']],
    [' orders , payments ', ['orders', 'payments']],
    ['orders,orders', ['orders']],
    ['', ['']],
    ['Prod_EU.1', ['Prod_EU.1']],
  ])('%j names %j', (value, controllers) => {
    expect(parseControllerAnnotation(value)).toEqual({
      controllers,
      problems: [],
    });
  });

  it('reports a name that no label can bear, and keeps the good ones', () => {
    const { controllers, problems } = parseControllerAnnotation(
      'orders,../../etc,payments,',
    );
    expect(controllers).toEqual(['orders', 'payments']);
    expect(problems).toEqual([
      expect.stringContaining('"../../etc" is not a controller name'),
      expect.stringContaining('an empty name between commas'),
    ]);
  });

  it('reports a name that is too long', () => {
    const { controllers, problems } = parseControllerAnnotation('x'.repeat(64));
    expect(controllers).toEqual([]);
    expect(problems).toEqual([
      expect.stringContaining(
        'a Lease with a longer name is named in heartbeat/lease, as namespace/name',
      ),
    ]);
  });
});

describe('the annotation heartbeat/lease', () => {
  it('names Leases in all clusters or in one', () => {
    expect(
      parseLeaseAnnotation('kube-system/kube-scheduler, prod/apps/orders.v1'),
    ).toEqual({
      leases: [
        {
          cluster: undefined,
          namespace: 'kube-system',
          name: 'kube-scheduler',
        },
        { cluster: 'prod', namespace: 'apps', name: 'orders.v1' },
      ],
      problems: [],
    });
  });

  it.each(['', 'orders', 'a/b/c/d', '/apps/orders', 'Apps/Orders', 'apps/'])(
    'reports %j, which names none, and keeps the good ones',
    value => {
      const { leases, problems } = parseLeaseAnnotation(`apps/orders,${value}`);
      expect(leases).toHaveLength(1);
      expect(problems).toEqual([
        `heartbeat/lease: "${value}" names no Lease; write namespace/name or cluster/namespace/name`,
      ]);
    },
  );
});
