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

import { KEYS_OF_A_NODE } from './__testUtils__/keys';
import { useOpenStack } from './__testUtils__/useOpenStack';

const SERVER = '11111111-2222-4333-8444-555555555555';

/** In the order of a machine's life. */
const STATES = [
  'enroll',
  'verifying',
  'manageable',
  'cleaning',
  'available',
  'deploying',
  'active',
  'rebuild',
  'deleting',
];

describe('the list of nodes', () => {
  const cloud = useOpenStack();
  const addNode = (options: { provisionState?: string; owner?: string } = {}) =>
    cloud.openstack.addNode({
      name: 'metal-1',
      instanceId: SERVER,
      ...options,
    });
  const ofServer = `nodes/detail?instance_uuid=${SERVER}`;

  it.each(STATES)('has a node that is %s', async provisionState => {
    const node = addNode();
    node.provisionState = provisionState;
    const { status, json, headers } = await cloud.ironic(ofServer);
    expect(status).toBe(200);
    expect(json.nodes).toMatchObject([
      {
        uuid: node.id,
        name: 'metal-1',
        instance_uuid: SERVER,
        provision_state: provisionState,
        provision_updated_at: expect.stringMatching(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/,
        ),
      },
    ]);
    expect(headers.get('x-openstack-ironic-api-version')).toBe('1.11');
  });

  it('has its keys of 1.11', async () => {
    addNode();
    const { json } = await cloud.ironic(ofServer);
    expect(Object.keys(json.nodes[0]).sort()).toEqual(KEYS_OF_A_NODE);
  });

  it.each<[string, string | null, Record<string, string>]>([
    ['available', null, {}],
    ['available', null, { 'OpenStack-API-Version': 'baremetal 1.11' }],
    ['deploying', 'deploying', {}],
  ])(
    'without its own header of the version, %s reads %p (%p)',
    async (provisionState, read, headers) => {
      addNode({ provisionState });
      const { json } = await cloud.ironic(ofServer, cloud.admin, headers);
      expect(json.nodes[0].provision_state).toBe(read);
      expect(json.nodes[0]).not.toHaveProperty('name');
    },
  );

  it('is empty for a server that is on no node', async () => {
    addNode().release();
    const { status, json } = await cloud.ironic(ofServer);
    expect([status, json]).toEqual([200, { nodes: [] }]);
  });

  it('is empty for who is not admin, until the node is his project’s', async () => {
    const node = addNode();
    const before = await cloud.ironic(ofServer, cloud.member);
    expect([before.status, before.json]).toEqual([200, { nodes: [] }]);
    node.owner = cloud.project.id;
    const after = await cloud.ironic(ofServer, cloud.member);
    expect(after.json.nodes).toHaveLength(1);
  });

  it('has all nodes for who asks for no server', async () => {
    addNode();
    cloud.openstack.addNode({ name: 'metal-2' });
    const { json } = await cloud.ironic('nodes/detail');
    expect(json.nodes).toMatchObject([
      { name: 'metal-1' },
      { name: 'metal-2', instance_uuid: null },
    ]);
  });

  it.each([
    ['instance_uuid=foo', 'Expected UUID for instance_uuid: foo'],
    ['instance_uuid=', 'Expected UUID for instance_uuid: '],
    ['foo=1', 'Unexpected arguments: foo'],
  ])('refuses ?%s', async (query, faultstring) => {
    const { status, json } = await cloud.ironic(`nodes/detail?${query}`);
    expect(status).toBe(400);
    expect(JSON.parse(json.error_message)).toEqual({
      faultcode: 'Client',
      faultstring,
      debuginfo: null,
    });
  });

  it.each([
    [
      '9.99',
      'Mutually exclusive versions requested. Version 9.99 requested but not supported by this service. The supported version range is: [1.1, 1.82].',
    ],
    [
      '1.0',
      'Version 1.0 was requested but the minor version is not supported by this service. The supported version range is: [1.1, 1.82].',
    ],
    ['foo', 'Invalid value for X-OpenStack-Ironic-API-Version header'],
  ])('refuses version %s', async (version, description) => {
    const { status, json } = await cloud.ironic('nodes/detail', cloud.admin, {
      'X-OpenStack-Ironic-API-Version': version,
    });
    expect(status).toBe(406);
    expect(JSON.parse(json.error_message)).toEqual({
      code: 406,
      title: 'Not Acceptable',
      description,
    });
  });

  it('is only part of Ironic', async () => {
    expect((await cloud.ironic('nope')).status).toBe(404);
  });
});
