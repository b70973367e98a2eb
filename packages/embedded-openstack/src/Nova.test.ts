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

import { KEYS_OF_A_FLAVOR, KEYS_OF_A_SERVER } from './__testUtils__/keys';
import { useOpenStack } from './__testUtils__/useOpenStack';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('the list of servers', () => {
  const cloud = useOpenStack();
  const boot = (name: string) =>
    cloud.openstack.boot({ projectId: cloud.project.id, name });

  it('has a server in the form of Nova 2.90', async () => {
    const server = cloud.openstack.boot({
      projectId: cloud.project.id,
      name: 'web-1',
      imageId: UNKNOWN,
      macAddress: 'fa:16:3e:70:c1:7b',
    });
    const { json, headers } = await cloud.nova('servers/detail');
    const [body] = json.servers;
    expect(Object.keys(body).sort()).toEqual(KEYS_OF_A_SERVER);
    expect(body).toMatchObject({
      id: server.id,
      name: 'web-1',
      status: 'ACTIVE',
      tenant_id: cloud.project.id,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      image: { id: UNKNOWN, links: [{ rel: 'bookmark' }] },
      addresses: {
        net1: [
          {
            version: 4,
            'OS-EXT-IPS:type': 'fixed',
            'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:70:c1:7b',
          },
        ],
      },
      'OS-SRV-USG:launched_at': expect.stringMatching(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000$/,
      ),
    });
    expect(body.flavor).toEqual({
      vcpus: 1,
      ram: 512,
      disk: 1,
      ephemeral: 0,
      swap: 0,
      original_name: 'm1.tiny',
      extra_specs: {},
    });
    expect(headers.get('openstack-api-version')).toBe('compute 2.90');
    expect(headers.get('x-openstack-nova-api-version')).toBe('2.90');
  });

  it('has an empty text for the image of a server that boots from a volume', async () => {
    cloud.openstack.boot({
      projectId: cloud.project.id,
      name: 'web-1',
      imageId: undefined,
    });
    const { json } = await cloud.nova('servers/detail');
    expect(json.servers[0].image).toBe('');
  });

  it.each([
    ['web-1', ['web-1', 'web-10', 'Web-1']],
    ['^web-1$', ['web-1', 'Web-1']],
    ['^web\\-1$', ['web-1', 'Web-1']],
    ['^a\\.b$', ['a.b']],
    ['a.b', ['a.b', 'a|b']],
    ['w\\[1\\]', ['w[1]']],
    ['w[1]', []],
    ['a|b', ['a|b']],
    ['a[|]b', ['a|b']],
    ['a\\|b', ['web-1', 'web-10', 'Web-1', 'a.b', 'a|b']],
    ['web-1|a', []],
    ['two\\ words', ['two words']],
    ['^$', []],
  ])(
    'takes name=%s for an unanchored regular expression without case',
    async (pattern, names) => {
      ['web-1', 'web-10', 'Web-1', 'a.b', 'a|b', 'w[1]', 'two words'].forEach(
        boot,
      );
      const found = await cloud.names(`name=${encodeURIComponent(pattern)}`);
      expect(found.sort()).toEqual([...names].sort());
    },
  );

  it.each(['', '(', ')', '[', '*', '+', '?', '\\', 'a(', '[web', 'a**'])(
    'refuses name=%s',
    async pattern => {
      const { status, json } = await cloud.nova(
        `servers/detail?name=${encodeURIComponent(pattern)}`,
      );
      expect(status).toBe(400);
      const quoted = pattern.replace('\\', '\\\\');
      expect(json.badRequest.message).toBe(
        `Invalid input for query parameters name. Value: ${pattern}. '${quoted}' is not a 'regex'`,
      );
    },
  );

  it.each([
    ['foo=1', 400, `'foo' does not match any of the regexes: '^_'`],
    [
      'limit=-1',
      400,
      `Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'`,
    ],
    [
      'limit=',
      400,
      `Invalid input for query parameters limit. Value: . '' is too short`,
    ],
    [
      'all_tenants=x',
      400,
      `Unrecognized value 'x', acceptable values are: '0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'`,
    ],
    [`marker=${UNKNOWN}`, 400, `marker [${UNKNOWN}] not found`],
    [
      'all_tenants=1',
      403,
      `Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.`,
    ],
  ])('refuses ?%s with %i', async (query, status, message) => {
    const answer = await cloud.nova(`servers/detail?${query}`);
    expect(answer.status).toBe(status);
    expect(Object.values(answer.json)).toEqual([{ code: status, message }]);
  });

  it('has the servers of the project, or of all for an admin who asks', async () => {
    const other = cloud.openstack.addProject({ name: 'other' });
    cloud.openstack.boot({ projectId: other.id, name: 'theirs' });
    boot('ours');
    expect(await cloud.names('')).toEqual(['ours']);
    const all = await cloud.nova('servers/detail?all_tenants=1', cloud.admin);
    expect(all.json.servers).toHaveLength(2);
  });

  it('is only part of Nova', async () => {
    expect((await cloud.nova('images/detail')).status).toBe(404);
    expect((await cloud.nova('servers/nope')).json).toEqual({
      itemNotFound: { code: 404, message: 'Instance nope could not be found.' },
    });
  });
});

describe('a long list of servers', () => {
  let seconds = 0;
  const cloud = useOpenStack({
    maxLimit: 4,
    clock: {
      now: () => new Date(seconds++ * 1000),
      sleep: async () => {},
    },
  });
  const boot = (...names: string[]) =>
    names.forEach(name =>
      cloud.openstack.boot({ projectId: cloud.project.id, name }),
    );

  it('comes newest first, page by page, with a link as long as a page is full', async () => {
    boot('a', 'b', 'c', 'd', 'e', 'f');
    const first = await cloud.nova('servers/detail?name=.&limit=2');
    const [link] = first.json.servers_links;
    const marker = first.json.servers[1].id;
    expect(link).toEqual({
      rel: 'next',
      href: `${cloud.openstack.url}/compute/v2.1/servers/detail?limit=2&name=.&marker=${marker}`,
    });
    const pages = [first.json.servers];
    let next: string | undefined = link.href;
    while (next) {
      const { json } = await cloud.nova(`servers/detail?${next.split('?')[1]}`);
      pages.push(json.servers);
      next = json.servers_links?.[0].href;
    }
    expect(
      pages.map(page => page.map(({ name }: { name: string }) => name)),
    ).toEqual([['f', 'e'], ['d', 'c'], ['b', 'a'], []]);
  });

  it('has no more on a page than Nova is configured for', async () => {
    boot('a', 'b', 'c', 'd', 'e');
    const { json } = await cloud.nova('servers/detail?limit=100');
    expect([json.servers.length, json.servers_links.length]).toEqual([4, 1]);
    expect((await cloud.nova('servers/detail?limit=0')).json).toEqual({
      servers: [],
    });
  });
});

describe('the microversion of Nova', () => {
  const cloud = useOpenStack();

  const ask = async (headers: Record<string, string>) =>
    cloud.get('/compute/v2.1/servers/detail', {
      ...headers,
      'X-Auth-Token': await cloud.token(),
    });

  it.each([
    [{}, '2.1'],
    [{ 'X-OpenStack-Nova-API-Version': '2.90' }, '2.90'],
    [{ 'OpenStack-API-Version': 'compute 2.90' }, '2.90'],
    [{ 'OpenStack-API-Version': 'compute latest' }, '2.93'],
  ])('asked for by %p is served', async (asked, version) => {
    const { status, headers } = await ask(asked);
    expect([status, headers.get('x-openstack-nova-api-version')]).toEqual([
      200,
      version,
    ]);
  });

  it.each(['2.999', '2.0', '1.1'])('%s is not served', async version => {
    const { status, json } = await ask({
      'OpenStack-API-Version': `compute ${version}`,
    });
    expect([status, json.computeFault.message]).toEqual([
      406,
      `Version ${version} is not supported by the API. Minimum is 2.1 and maximum is 2.93.`,
    ]);
  });

  it('must be a version', async () => {
    const { status, json } = await ask({
      'X-OpenStack-Nova-API-Version': 'foo',
    });
    expect([status, json.badRequest.message]).toEqual([
      400,
      'API Version String foo is of invalid format. Must be of format MajorNum.MinorNum.',
    ]);
  });
});

describe('the list of flavors', () => {
  const cloud = useOpenStack({ maxLimit: 2 });
  const names = async (query: string, user = cloud.member) => {
    const { json } = await cloud.nova(`flavors/detail?${query}`, user);
    return json.flavors.map(({ name }: { name: string }) => name);
  };

  it('comes by name, with those that are only for the project, page by page', async () => {
    cloud.openstack.addFlavor({ name: 'small' });
    cloud.openstack.addFlavor({ name: 'Large', id: 'flavor-l' });
    cloud.openstack.addFlavor({
      name: 'private',
      isPublic: false,
      projectIds: [cloud.project.id],
    });
    cloud.openstack.addFlavor({ name: 'theirs', isPublic: false });
    const { json } = await cloud.nova('flavors/detail?sort_key=name');
    expect(json.flavors).toMatchObject([
      { id: 'flavor-l', name: 'Large', 'os-flavor-access:is_public': true },
      { name: 'private', 'os-flavor-access:is_public': false },
    ]);
    expect(Object.keys(json.flavors[0]).sort()).toEqual(KEYS_OF_A_FLAVOR);
    const [, query] = json.flavors_links[0].href.split('?');
    expect(await names(query)).toEqual(['small']);
    expect(
      await names('sort_key=name&sort_dir=desc&is_public=None', cloud.admin),
    ).toEqual(['theirs', 'small']);
  });

  it.each([
    ['foo=1', `Additional properties are not allowed ('foo' was unexpected)`],
    ['marker=nope', 'marker [nope] not found'],
    [
      'sort_dir=x',
      `Invalid input for query parameters sort_dir. Value: x. 'x' is not one of ['asc', 'desc']`,
    ],
  ])('refuses ?%s', async (query, message) => {
    const { status, json } = await cloud.nova(`flavors/detail?${query}`);
    expect(status).toBe(400);
    expect(json).toEqual({ badRequest: { code: 400, message } });
  });

  it('refuses to sort by what it does not know', async () => {
    const { status } = await cloud.nova('flavors/detail?sort_key=nope');
    expect(status).toBe(400);
  });
});
