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

import { eventually } from '@internal/test-support';
import { NOVA, useOpenStack } from './__testUtils__/useOpenStack';

describe('the embedded Keystone', () => {
  const cloud = useOpenStack();

  it.each([
    ['/identity', 300],
    ['/identity/', 300],
    ['/identity/v3', 200],
    ['/identity/v3/', 200],
  ])('says at %s which version it has, with %i', async (path, status) => {
    const answer = await cloud.get(path);
    expect(answer.status).toBe(status);
    const version =
      status === 300 ? answer.json.versions.values[0] : answer.json.version;
    expect(version).toMatchObject({
      id: 'v3.14',
      status: 'stable',
      links: [{ rel: 'self', href: `${cloud.openstack.authUrl}/` }],
    });
  });

  it('knows no other version', async () => {
    const { status, headers } = await cloud.get('/identity/v2.0');
    expect([status, headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=utf-8',
    ]);
  });

  it('gives a token with the catalog of services to who says id, password and project', async () => {
    const { status, headers, json } = await cloud.logIn();
    expect(status).toBe(201);
    expect(headers.get('x-subject-token')).toMatch(/^gAAAAAB[\w-]{176}$/);
    expect(json.token).toMatchObject({
      methods: ['password'],
      expires_at: expect.stringMatching(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
      ),
      user: { id: cloud.member.id, name: 'demo' },
      project: { id: cloud.project.id, name: 'demo' },
      roles: [{ name: 'member' }, { name: 'reader' }],
    });
    const urls = json.token.catalog.map(
      (entry: {
        type: string;
        endpoints: { interface: string; url: string }[];
      }) => [
        entry.type,
        ...entry.endpoints.map(one => `${one.interface} ${one.url}`),
      ],
    );
    const { url } = cloud.openstack;
    const endpoints = (path: string) => [
      `admin http://inside.invalid${path}`,
      `public ${url}${path}`,
      `internal http://inside.invalid${path}`,
    ];
    expect(urls).toEqual([
      ['compute', ...endpoints('/compute/v2.1')],
      ['baremetal', ...endpoints('/baremetal')],
      ['identity', ...endpoints('/identity/v3')],
    ]);
  });

  it('answers a wrong password, an unknown user and a project without a role all the same', async () => {
    const other = cloud.openstack.addProject({ name: 'other' });
    const answers = [
      await cloud.logIn({ id: cloud.member.id, password: 'wrong' }),
      await cloud.logIn({ id: 'nobody', password: cloud.member.password }),
      await cloud.logIn(cloud.member, other.id),
      await cloud.logIn(cloud.member, 'nowhere'),
    ];
    for (const { status, headers, json } of answers) {
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toBe(
        `Keystone uri="${cloud.openstack.authUrl}"`,
      );
      expect(json).toEqual({
        error: {
          code: 401,
          message: 'The request you have made requires authentication.',
          title: 'Unauthorized',
        },
      });
    }
  });

  it.each([
    ['nothing', {}],
    ['another method', { auth: { identity: { methods: ['token'] } } }],
  ])('refuses to log in with %s', async (_, body) => {
    const { status } = await cloud.post('/identity/v3/auth/tokens', body);
    expect(status).toBe(400);
  });

  it('lets a token go when it is asked to', async () => {
    const token = await cloud.token();
    const headers = { 'X-Auth-Token': token, 'X-Subject-Token': token };
    const path = '/identity/v3/auth/tokens';
    expect((await cloud.delete(path, headers)).status).toBe(204);
    expect((await cloud.delete(path, headers)).status).toBe(401);
    const admin = await cloud.token(cloud.admin);
    expect(
      (await cloud.delete(path, { ...headers, 'X-Auth-Token': admin })).status,
    ).toBe(404);
  });
});

describe('a token', () => {
  const cloud = useOpenStack();

  const statuses = async (token?: string) => {
    const headers: Record<string, string> =
      token === undefined ? NOVA : { ...NOVA, 'X-Auth-Token': token };
    const { status: nova } = await cloud.get(
      '/compute/v2.1/servers/detail',
      headers,
    );
    const ironic = await cloud.get('/baremetal/v1/nodes/detail', headers);
    return [nova, ironic.status, ironic.json.error?.title];
  };
  const refused = [401, 401, 'Unauthorized'];
  const accepted = [200, 200, undefined];

  it('must be there, and be one of Keystone', async () => {
    expect(await statuses()).toEqual(refused);
    expect(await statuses('made-up')).toEqual(refused);
    expect(await statuses(await cloud.token())).toEqual(accepted);
  });

  it('is good for as long as it was issued for', async () => {
    const long = await cloud.token();
    cloud.openstack.tokenLifetimeMs = 200;
    const short = await cloud.token();
    expect(await statuses(short)).toEqual(accepted);
    await eventually(
      'the end of it',
      async () => (await statuses(short))[0] === 401,
    );
    expect(await statuses(short)).toEqual(refused);
    expect(await statuses(long)).toEqual(accepted);
  });

  it('can be revoked, of one user or of all', async () => {
    const member = await cloud.token();
    const admin = await cloud.token(cloud.admin);
    cloud.openstack.revokeTokens(cloud.member.id);
    expect(await statuses(member)).toEqual(refused);
    expect(await statuses(admin)).toEqual(accepted);
    cloud.openstack.revokeTokens();
    expect(await statuses(admin)).toEqual(refused);
  });
});
