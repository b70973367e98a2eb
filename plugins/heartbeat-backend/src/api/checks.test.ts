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

import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { serverChecks } from '../servers/serverChecks';
import { TooManyRequestsError } from '../subjects/TooManyRequestsError';
import { apiWorld, serverEntity } from './__testUtils__/apiWorld';

const ONE = `/v1/servers/check?subject=${encodeURIComponent(
  'server:config/orders',
)}`;
const SECRET = ONE.replace('orders', 'pay');
const ALL = '/v1/servers/check';

/** `pay` belongs to an entity that Mallory may not read; `idle` is asked by nobody. */
async function world() {
  const requests = {
    request: jest.fn(async (_: string) => {}),
    requestAll: jest.fn(async (ids: readonly string[]) => new Set(ids)),
  };
  const api = await apiWorld({
    entities: [
      serverEntity('secret', { 'heartbeat/server': 'pay' }),
      serverEntity('open', { 'heartbeat/server': 'orders' }),
    ],
    serverChecks: serverChecks({
      requests,
      isAsked: id => !id.endsWith('idle'),
    }),
  });
  ['pay', 'orders', 'idle'].forEach(name => api.turn(name));
  api.turn('mended', { status: 'Maintenance' });
  return {
    ...api,
    requests,
    mallory: api.limited('mallory', ['open']),
    deny(permission: string) {
      api.permissions.authorize.mockImplementation(async asked =>
        asked.map(one => ({
          result:
            one.permission.name === permission
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        })),
      );
    },
  };
}

describe('asking for a check', () => {
  it('of one server has that one asked', async () => {
    const { post, requests, clock } = await world();
    const { status, body } = await post(ONE);
    expect(status).toBe(202);
    expect(body).toEqual({
      requestedAt: new Date(clock.wallMs()).toISOString(),
      requested: 1,
      skipped: 0,
    });
    expect(requests.request).toHaveBeenCalledWith('server:config/orders');
  });

  it('of all has those asked that can be', async () => {
    const { post, requests } = await world();
    const { body } = await post(ALL);
    expect(body).toMatchObject({ requested: 2, skipped: 2 });
    expect(requests.requestAll).toHaveBeenCalledWith([
      'server:config/orders',
      'server:config/pay',
    ]);
  });

  it('counts those that were asked for a moment ago as skipped', async () => {
    const { post, requests } = await world();
    requests.requestAll.mockResolvedValue(new Set(['server:config/pay']));
    const { body } = await post(ALL);
    expect(body).toMatchObject({ requested: 1, skipped: 3 });
  });

  it.each(['heartbeat.check.trigger', 'heartbeat.read'])(
    'is refused without %s, and nothing is asked',
    async permission => {
      const { post, requests, deny } = await world();
      deny(permission);
      const { status, body } = await post(ONE);
      expect(status).toBe(403);
      expect(body.error.message).toBe(`You need the permission ${permission}`);
      expect(requests.request).not.toHaveBeenCalled();
    },
  );

  it('is refused to nobody in particular', async () => {
    const { post, requests } = await world();
    const { status } = await post(ONE, mockCredentials.none.header());
    expect(status).toBe(401);
    expect(requests.request).not.toHaveBeenCalled();
  });

  it('of what one may not read is not there, in the words for what does not exist', async () => {
    const { post, mallory, requests } = await world();
    const secret = await post(SECRET, mallory);
    expect(secret.status).toBe(404);
    const missing = await post(SECRET.replace('pay', 'gone'), mallory);
    expect(secret.body.error.message.replace('pay', 'gone')).toBe(
      missing.body.error.message,
    );
    expect(requests.request).not.toHaveBeenCalled();
  });

  it('of all asks none that one may not read', async () => {
    const { post, mallory, requests } = await world();
    await post(ALL, mallory);
    expect(requests.requestAll).toHaveBeenCalledWith(['server:config/orders']);
  });

  it.each([
    ['mended', /in maintenance/],
    ['idle', /nobody asks it/],
  ])('of %s is a conflict, with the reason', async (name, reason) => {
    const { post, requests } = await world();
    const { status, body } = await post(ONE.replace('orders', name));
    expect(status).toBe(409);
    expect(body.error.message).toMatch(reason);
    expect(requests.request).not.toHaveBeenCalled();
  });

  it('too often is refused, and says when it can be again', async () => {
    const { post, requests } = await world();
    requests.request.mockRejectedValue(
      new TooManyRequestsError('A check of it was asked for', 3_200),
    );
    const { status, headers, body } = await post(ONE);
    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('4');
    expect(body.error.message).toBe(
      'A check of it was asked for; try again in 4 s',
    );
  });

  it('with a parameter that there is not is refused', async () => {
    const { post } = await world();
    const { status, body } = await post('/v1/servers/check?id=orders');
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/id/);
  });

  it('can be done by an agent, with the same rights', async () => {
    const { ask, requests, deny } = await world();
    expect(
      await ask('check-servers', { server: 'server:config/orders' }),
    ).toMatchObject({ requested: 1 });
    expect(await ask('check-servers', {})).toMatchObject({ requested: 2 });
    deny('heartbeat.check.trigger');
    await expect(ask('check-servers', {})).rejects.toThrow(
      'You need the permission heartbeat.check.trigger',
    );
    expect(requests.requestAll).toHaveBeenCalledTimes(1);
  });
});
