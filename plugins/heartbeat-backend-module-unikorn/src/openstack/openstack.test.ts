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
  EmbeddedOpenStack,
  type CloudRequest,
} from '@internal/embedded-openstack';
import { wallClock } from '@internal/test-support';
import { nameFilter } from './nameFilter';
import {
  buildStepOf,
  findServer,
  KeystoneSession,
  listFlavors,
  listServers,
  OpenstackHttp,
  readNovaServer,
} from '.';

const PASSWORD = 'marker-password';
const { signal } = new AbortController();

const NOW = new Date('2026-11-22T12:00:00Z');

/** More than most tests have of anything. */
const PAGE_SIZE = 10;

const SERVERS = { path: '/servers/detail' };
const TOKENS = { path: '/auth/tokens' };

let openstack: EmbeddedOpenStack;
let asked: CloudRequest[];
let nowMs: number;

beforeEach(async () => {
  asked = [];
  openstack = await EmbeddedOpenStack.start({
    maxLimit: PAGE_SIZE,
    // All servers are of one second, so that Nova lists them as they were made.
    clock: { ...wallClock(), now: () => NOW },
    onRequest: request => asked.push(request),
  });
  openstack.addProject({ id: 'p1', name: 'p1' });
  openstack.addUser({
    id: 'u1',
    name: 'u1',
    password: PASSWORD,
    roles: { p1: ['member'] },
  });
  nowMs = 1_000_000;
});

afterEach(() => openstack.stop());

function session(options: { endpoint?: string; password?: string } = {}) {
  return new KeystoneSession({
    http: new OpenstackHttp({ timeoutMs: 300 }),
    endpoint: options.endpoint ?? openstack.authUrl,
    credentials: {
      userId: 'u1',
      password: options.password ?? PASSWORD,
      projectId: 'p1',
    },
    whose: 'OpenstackIdentity regions/a',
    monotonicMs: () => nowMs,
  });
}

const logins = () => openstack.stats.logins;

/** What was asked, of whom. */
const places = () => asked.map(({ service, path }) => `${service} ${path}`);

const order = (...names: string[]) =>
  names.map(name => openstack.addServer({ name, projectId: 'p1' }));

describe('Keystone', () => {
  it.each(['/identity/v3', '/identity/v3/'])(
    'is asked at once where the endpoint ends in %s',
    async path => {
      await listServers(
        session({ endpoint: `${openstack.url}${path}` }),
        signal,
      );
      expect(places()).toEqual([
        'keystone /v3/auth/tokens',
        'nova /v2.1/servers/detail',
      ]);
    },
  );

  it.each([
    ['/identity', ''],
    ['/identity/', '/'],
    ['/identity/v2.0', '/'],
    ['/identity/v2.0/', '/'],
  ])(
    'is asked for its versions where the endpoint ends in %s',
    async (path, root) => {
      await listServers(
        session({ endpoint: `${openstack.url}${path}` }),
        signal,
      );
      expect(places()).toEqual([
        `keystone ${root}`,
        'keystone /v3/auth/tokens',
        'nova /v2.1/servers/detail',
      ]);
    },
  );

  it('is asked at the third of its versions, however it writes that', async () => {
    const version = (id: string, status: string, at: string) => ({
      id,
      status,
      links: [{ rel: 'self', href: `${openstack.url}/identity/${at}/` }],
    });
    openstack.faults.add(
      {
        kind: 'answer',
        status: 300,
        body: {
          versions: {
            values: [
              version('v2.0', 'deprecated', 'v2.0'),
              version('v3.14', 'Stable', 'v3'),
            ],
          },
        },
      },
      { times: 1 },
    );
    const endpoint = `${openstack.url}/identity`;
    await listServers(session({ endpoint }), signal);
    expect(places()).toContain('keystone /v3/auth/tokens');
  });

  it('is told user, password and project by id', async () => {
    await listServers(session(), signal);
    expect(asked[0].method).toBe('POST');
    expect(JSON.parse(asked[0].body)).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { id: 'u1', password: PASSWORD } },
        },
        scope: { project: { id: 'p1' } },
      },
    });
  });

  it('sees one login of many callers at a time, and none again until shortly before the token ends', async () => {
    const one = session();
    await Promise.all(
      Array.from({ length: 10 }, () => listServers(one, signal)),
    );
    nowMs += (3600 - 61) * 1000;
    await listServers(one, signal);
    expect(logins()).toBe(1);
    nowMs += 2000;
    await Promise.all([listServers(one, signal), listServers(one, signal)]);
    expect(logins()).toBe(2);
  });

  it('sees one new login and one repetition each after a 401', async () => {
    const one = session();
    await listServers(one, signal);
    openstack.revokeTokens();
    await Promise.all(
      Array.from({ length: 5 }, () => listServers(one, signal)),
    );
    expect(logins()).toBe(2);
    expect(openstack.stats.listings).toBe(1 + 5 + 5);
  });

  it('sees no third try', async () => {
    openstack.faults.add({ kind: 'unauthorized' }, SERVERS);
    await expect(listServers(session(), signal)).rejects.toThrow(
      /Nova at http:.*\/compute\/v2.1\/servers\/detail answers 401/,
    );
    expect(logins()).toBe(2);
    expect(openstack.stats.listings).toBe(2);
  });

  it('sees another login after one that failed, but not at once', async () => {
    const one = session();
    openstack.faults.add({ kind: 'unavailable' }, TOKENS);
    await expect(listServers(one, signal)).rejects.toThrow('answers 503');
    openstack.faults.clear();
    await expect(listServers(one, signal)).rejects.toThrow('answers 503');
    expect(logins()).toBe(1);
    nowMs += 6_000;
    await expect(listServers(one, signal)).resolves.toEqual([]);
  });
});

describe('what goes wrong', () => {
  it.each([
    [
      '/auth/tokens',
      { kind: 'answer', status: 201, body: {} },
      `Keystone's token is not as it should be at "token"`,
    ],
    [
      '/auth/tokens',
      { kind: 'answer', status: 201, body: { token: {} } },
      'without a token',
    ],
    [
      '/auth/tokens',
      { kind: 'answer', status: 302 },
      'redirects, which is not followed',
    ],
    [
      '/auth/tokens',
      { kind: 'answer', status: 401, body: { error: PASSWORD } },
      'refuses the credentials',
    ],
    [
      '/servers/detail',
      { kind: 'answer', status: 200, body: `<html>${PASSWORD}` },
      'not JSON',
    ],
    ['/servers/detail', { kind: 'malformed' }, 'not JSON'],
    [
      '/servers/detail',
      { kind: 'answer', status: 200, body: { servers: {} } },
      `Nova's list of servers is not as it should be at "servers"`,
    ],
    [
      '/servers/detail',
      { kind: 'answer', status: 503, body: PASSWORD },
      'answers 503',
    ],
    ['/servers/detail', { kind: 'unavailable' }, 'answers 503'],
    ['/servers/detail', { kind: 'dropped' }, 'cannot be asked'],
    ['/servers/detail', { kind: 'frozen' }, 'does not answer within 0.3 s'],
  ] as const)(
    '%s with %j is said, and no secret with it',
    async (path, fault, words) => {
      openstack.faults.add(fault, { path });
      const error = await listServers(session(), signal).catch(e => e);
      expect(error.message).toContain(words);
      expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(
        /marker|gAAAAA/,
      );
    },
  );

  it('is that credentials are refused: whose, and not which', async () => {
    const error = await listServers(
      session({ password: 'marker-wrong' }),
      signal,
    ).catch(e => e);
    expect(error).toMatchObject({ reason: 'forbidden', status: 401 });
    expect(error.message).toMatch(
      /refuses the credentials of OpenstackIdentity regions\/a$/,
    );
    expect(error.stack).not.toContain('marker');
  });

  it('is an endpoint with a password in it, which is not shown', async () => {
    const error = await listServers(
      session({ endpoint: 'http://me:marker@127.0.0.1:1/v3?x=marker' }),
      signal,
    ).catch(e => e);
    expect(error).toMatchObject({ reason: 'connection-refused' });
    expect(error.stack).not.toContain('marker');
  });

  it('ends at once when it is told to', async () => {
    openstack.faults.add({ kind: 'frozen' }, SERVERS);
    const abort = new AbortController();
    const listed = listServers(session(), abort.signal);
    setTimeout(() => abort.abort(new Error('shut down')), 50);
    await expect(listed).rejects.toThrow('shut down');
  });
});

describe('Nova', () => {
  it('is asked at 2.90, page by page, at the place of the catalog whatever links say', async () => {
    const names = Array.from({ length: 2 * PAGE_SIZE + 1 }, (_, i) => `s${i}`);
    const ordered = order(...names);
    openstack.faults.add(
      {
        kind: 'altered',
        alter: text =>
          text.replaceAll(openstack.url, 'http://behind-a-proxy.invalid'),
      },
      SERVERS,
    );
    const listed = await listServers(session(), signal);
    expect(listed.map(({ name }) => name)).toEqual(names);
    const pages = asked.filter(({ service }) => service === 'nova');
    expect(pages).toHaveLength(3);
    const { query, header } = pages[2];
    expect(query.get('marker')).toBe(ordered[2 * PAGE_SIZE - 1].id);
    expect([
      header('x-openstack-nova-api-version'),
      header('openstack-api-version'),
    ]).toEqual(['2.90', 'compute 2.90']);
  });

  it.each([
    ['back to its beginning', () => '', 'leads back'],
    ['on and on', (page: number) => `&limit=${page}`, 'more than 100 pages'],
  ])('is left where a list leads %s', async (_, next, words) => {
    const [{ id }] = order('a');
    let page = 1;
    openstack.faults.add(
      {
        kind: 'altered',
        alter: () =>
          JSON.stringify({
            servers: [],
            servers_links: [
              { rel: 'next', href: `http://x/?marker=${id}${next(page++)}` },
            ],
          }),
      },
      SERVERS,
    );
    await expect(listServers(session(), signal)).rejects.toThrow(words);
  });

  it.each([
    ['web-1', '^web\\-1$'],
    ['a.b', '^a\\.b$'],
    ['a|b', '^a[|]b$'],
    ['x[1] (y)', '^x\\[1\\]\\ \\(y\\)$'],
    ['a\\b', '^a\\\\b$'],
  ])('finds %j by %j', (name, filter) => {
    expect(nameFilter(name)).toBe(filter);
  });

  it('finds a name of any kind, beside others that are like it', async () => {
    const names = ['web-1', 'web-10', 'WEB-1', 'w.b-1', 'a|b', 'a', '^$', '['];
    order(...names);
    for (const name of names) {
      const found = await findServer(session(), name, signal);
      expect(found.filter(server => server.name === name)).toHaveLength(1);
      expect(found.length).toBeLessThanOrEqual(2);
    }
  });

  it('lists public flavors only, and of those the selected ones', async () => {
    openstack.addFlavor({ id: 'a', name: 'flavor a' });
    openstack.addFlavor({ id: 'b', name: 'flavor b' });
    openstack.addFlavor({
      id: 'c',
      name: 'flavor c',
      isPublic: false,
      projectIds: ['p1'],
    });
    openstack.addFlavor({ id: 'd', name: 'flavor d' });
    openstack.faults.add(
      {
        kind: 'altered',
        alter: text => {
          const { flavors } = JSON.parse(text);
          delete flavors[3]['os-flavor-access:is_public'];
          return JSON.stringify({ flavors });
        },
      },
      { path: '/flavors/detail' },
    );
    const ids = async (selected: string[]) =>
      (await listFlavors(session(), selected, signal)).map(({ id }) => id);
    expect(await ids([])).toEqual(['a', 'b']);
    expect(await ids(['b', 'c'])).toEqual(['b']);
    expect(`${asked[1].query}`).toBe('sort_key=name');
  });
});

describe('a server of Nova', () => {
  const entry = {
    id: '1',
    name: 'web-1',
    status: 'ACTIVE',
    created: '2026-11-22T11:56:52Z',
    'OS-SRV-USG:launched_at': '2026-11-22T11:56:53.250000',
    'OS-EXT-STS:power_state': 1,
    'OS-EXT-STS:task_state': null,
    image: { id: 'i', links: [] },
    addresses: {},
  };

  it('is read', () => {
    expect(readNovaServer(entry)).toEqual({
      id: '1',
      name: 'web-1',
      status: 'ACTIVE',
      createdMs: Date.parse('2026-11-22T11:56:52Z'),
      launchedMs: Date.parse('2026-11-22T11:56:53.250Z'),
      powerState: 1,
      taskState: '',
      imageId: 'i',
      addresses: {},
    });
  });

  it.each([
    ['OS-SRV-USG:launched_at', null, { launchedMs: undefined }],
    ['OS-SRV-USG:launched_at', '', { launchedMs: undefined }],
    ['OS-EXT-STS:power_state', null, { powerState: 0 }],
    ['OS-EXT-STS:task_state', 'spawning', { taskState: 'spawning' }],
    ['image', '', { imageId: undefined }],
    ['image', null, { imageId: undefined }],
    ['status', null, { status: '' }],
    ['addresses', 'none', { addresses: 'none' }],
  ])('with %s %j has %j', (field, value, read) => {
    expect(readNovaServer({ ...entry, [field]: value })).toMatchObject(read);
  });

  it.each([
    ['created', 'yesterday'],
    ['OS-SRV-USG:launched_at', '2026-11-22T11:56:53Z'],
    ['OS-EXT-STS:power_state', 'on'],
    ['id', undefined],
  ])('with %s %j is not one', (field, value) => {
    expect(() => readNovaServer({ ...entry, [field]: value })).toThrow(
      `What Nova says of the server is not as it should be at "${field}"`,
    );
  });
});

describe('Ironic', () => {
  const serverId = '6b1f3c52-0000-4000-8000-000000000001';
  const addNode = (provisionState: string) =>
    openstack.addNode({
      name: provisionState,
      provisionState,
      instanceId: serverId,
      owner: 'p1',
    });

  it.each([
    [['deploying'], { kind: 'node', provisionState: 'deploying' }],
    [[], { kind: 'unclear' }],
    [['active', 'active'], { kind: 'unclear' }],
  ])('with nodes %j says %j', async (states, step) => {
    states.forEach(addNode);
    expect(await buildStepOf(session(), serverId, signal)).toEqual(step);
    const { header, path, service } = asked[1];
    expect([service, path]).toEqual(['ironic', '/v1/nodes/detail']);
    expect([
      header('x-openstack-ironic-api-version'),
      header('openstack-api-version'),
    ]).toEqual(['1.11', 'baremetal 1.11']);
  });

  it('that names no state says so', async () => {
    addNode('available');
    openstack.faults.add(
      {
        kind: 'altered',
        alter: text =>
          text.replace(/("provision_state":)"available"/, '$1null'),
      },
      { service: 'ironic' },
    );
    expect(await buildStepOf(session(), serverId, signal)).toEqual({
      kind: 'node',
      provisionState: '',
    });
  });

  it('shows no node to those whose it is not, without an error', async () => {
    addNode('deploying').owner = 'another';
    expect(await buildStepOf(session(), serverId, signal)).toEqual({
      kind: 'unclear',
    });
  });
});
