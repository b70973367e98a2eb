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

import type { CloudRequest } from './CloudRequest';
import { EmbeddedOpenStack } from './EmbeddedOpenStack';
import { NOVA, useOpenStack } from './__testUtils__/useOpenStack';

/** Long enough for an answer to be seen that should not come. */
const SILENCE_MS = 150;

describe('faults of the embedded OpenStack', () => {
  const cloud = useOpenStack();
  let token = '';
  beforeEach(async () => {
    token = await cloud.token();
    cloud.openstack.boot({ projectId: cloud.project.id, name: 'web-1' });
  });
  const list = () =>
    cloud.get('/compute/v2.1/servers/detail', {
      ...NOVA,
      'X-Auth-Token': token,
    });
  const statuses = async (requests: number) => {
    const seen: number[] = [];
    for (let i = 0; i < requests; i++) {
      seen.push((await list()).status);
    }
    return seen;
  };

  it('answers late', async () => {
    cloud.openstack.faults.add({ kind: 'slow', ms: SILENCE_MS });
    const begun = performance.now();
    expect((await list()).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(SILENCE_MS - 5);
  });

  it('answers nothing until the fault is gone', async () => {
    const fault = cloud.openstack.faults.add({ kind: 'frozen' }, { times: 1 });
    const answer = list();
    const silence = new Promise(resolve =>
      setTimeout(() => resolve('silence'), SILENCE_MS),
    );
    expect(await Promise.race([answer, silence])).toBe('silence');
    fault.remove();
    expect((await answer).status).toBe(200);
  });

  it('answers 401 to a good token, after a while and once', async () => {
    const fault = cloud.openstack.faults.add(
      { kind: 'unauthorized' },
      { after: 2, times: 1 },
    );
    expect(await statuses(4)).toEqual([200, 200, 401, 200]);
    expect(fault.hits).toBe(1);
  });

  it('answers 503 with a page', async () => {
    cloud.openstack.faults.add({ kind: 'unavailable' });
    const { status, headers, text } = await list();
    expect([status, headers.get('content-type')]).toEqual([503, 'text/html']);
    expect(text).toContain('<h1>503 Service Unavailable</h1>');
  });

  it('answers with half of the JSON', async () => {
    cloud.openstack.faults.add({ kind: 'malformed' });
    const { status, text, json } = await list();
    expect([status, json]).toEqual([200, undefined]);
    expect(text).toMatch(/^\{"servers":\[\{"id":"/);
  });

  it('drops the connection', async () => {
    cloud.openstack.faults.add({ kind: 'dropped' });
    await expect(list()).rejects.toThrow('fetch failed');
  });

  it('answers whatever it is told to', async () => {
    cloud.openstack.faults.add({
      kind: 'answer',
      status: 200,
      body: { servers: 'none' },
    });
    expect((await list()).json).toEqual({ servers: 'none' });
  });

  it('answers what a test makes of the answer', async () => {
    cloud.openstack.faults.add(
      {
        kind: 'altered',
        alter: text => text.replace('"name":"web-1"', '"name":7'),
      },
      { times: 1 },
    );
    expect((await list()).json.servers).toMatchObject([
      { name: 7, status: 'ACTIVE' },
    ]);
    expect((await list()).json.servers).toMatchObject([{ name: 'web-1' }]);
  });

  it('strikes one service or one path, until it is removed', async () => {
    const { faults } = cloud.openstack;
    const keystone = faults.add(
      { kind: 'unavailable' },
      { service: 'keystone' },
    );
    faults.add({ kind: 'unavailable' }, { path: 'flavors/detail' });
    expect((await list()).status).toBe(200);
    expect((await cloud.logIn()).status).toBe(503);
    keystone.remove();
    expect((await cloud.logIn()).status).toBe(201);
    expect((await cloud.nova('flavors/detail')).status).toBe(503);
    faults.clear();
    expect((await cloud.nova('flavors/detail')).status).toBe(200);
  });
});

it('tells of each request, whatever becomes of it', async () => {
  const asked: CloudRequest[] = [];
  const openstack = await EmbeddedOpenStack.start({
    onRequest: request => asked.push(request),
  });
  openstack.faults.add({ kind: 'unavailable' }, { service: 'nova' });
  await fetch(`${openstack.authUrl}/auth/tokens`, {
    method: 'POST',
    body: '{}',
  });
  await fetch(`${openstack.url}/compute/v2.1/servers/detail?name=a%7Cb`, {
    headers: NOVA,
  });
  await openstack.stop();
  expect(asked).toMatchObject([
    { service: 'keystone', method: 'POST', path: '/v3/auth/tokens' },
    { service: 'nova', method: 'GET', path: '/v2.1/servers/detail' },
  ]);
  expect(asked[0].body).toBe('{}');
  expect(asked[1].query.get('name')).toBe('a|b');
  expect(asked[1].header('openstack-api-version')).toBe('compute 2.90');
});

describe('the counters of the embedded OpenStack', () => {
  const cloud = useOpenStack();

  it('count logins, listings and all requests, of each service and path', async () => {
    const { stats } = cloud.openstack;
    await cloud.logIn({ id: 'nobody', password: 'wrong' });
    await cloud.nova('servers/detail?limit=1');
    await cloud.nova('flavors/detail');
    await cloud.ironic('nodes/detail');
    expect({
      logins: stats.logins,
      listings: stats.listings,
      all: stats.requests(),
      nova: stats.requests({ service: 'nova' }),
      nodes: stats.requests({ path: 'nodes/detail' }),
    }).toEqual({ logins: 4, listings: 1, all: 7, nova: 2, nodes: 1 });
    stats.reset();
    expect(stats.requests()).toBe(0);
  });

  it('know how many requests were under way at once', async () => {
    const { stats, faults } = cloud.openstack;
    await cloud.logIn();
    expect(stats.mostUnderWay).toBe(1);
    faults.add({ kind: 'slow', ms: SILENCE_MS });
    await Promise.all([cloud.logIn(), cloud.logIn(), cloud.logIn()]);
    expect(stats.mostUnderWay).toBe(3);
  });
});
