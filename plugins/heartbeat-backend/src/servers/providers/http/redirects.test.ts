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

import { TargetGuard } from '../../../targets';
import { checkOnce } from '../__testUtils__/checkOnce';
import { RawServer, type RawHandler } from '../__testUtils__/RawServer';
import { TestAuthority } from '../__testUtils__/TestAuthority';
import { createHttpProvider } from './createHttpProvider';
import { firstRequest, redirectedRequest } from './HttpRequest';
import { httpSpec } from './httpSpec';

/** Names of example.com are this machine's, so that there are several origins; others are inside. */
function providerFor(...servers: RawServer[]) {
  return createHttpProvider({
    guard: new TargetGuard({
      allow: [
        {
          hosts: ['*.example.com'],
          cidrs: ['127.0.0.0/8'],
          ports: servers.map(({ port }) => port),
        },
      ],
      lookup: async host => [
        {
          address: host.endsWith('.example.com') ? '127.0.0.1' : '10.255.0.1',
          family: 4,
        },
      ],
    }),
  });
}

const TOKEN = 'marker-token';

function redirect(status: number, location: () => string): RawHandler {
  return socket =>
    socket.end(
      `HTTP/1.1 ${status} Elsewhere\r\nLocation: ${location()}\r\nContent-Length: 0\r\n\r\n`,
    );
}

const ok: RawHandler = socket =>
  socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');

/** Answers as the path says; all others with 200. */
function byPath(handlers: Record<string, RawHandler>): RawHandler {
  return (socket, request) => {
    const [, path] = request.split(' ');
    (handlers[path] ?? ok)(socket, request);
  };
}

describe('a redirect', () => {
  const servers: RawServer[] = [];
  /** Where the first server sends us. */
  let location = '';

  async function start(
    handler: RawHandler,
    identity?: { key: string; cert: string },
  ): Promise<RawServer> {
    const server = await RawServer.start(handler, identity);
    servers.push(server);
    return server;
  }

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      await server.stop();
    }
  });

  it('is followed, with credentials only as long as the origin stays', async () => {
    const server = await start(
      byPath({
        '/start': redirect(302, () => '/next'),
        '/next': redirect(302, () => location),
      }),
    );
    location = `http://b.example.com:${server.port}/end`;
    const observation = await checkOnce(providerFor(server), {
      url: `http://a.example.com:${server.port}/start`,
      bearerToken: TOKEN,
      headers: { Cookie: TOKEN, 'X-Api-Key': TOKEN, Accept: 'text/html' },
    });
    expect(observation.outcome).toBe('healthy');
    const [first, second, third] = server.requests;
    for (const request of [first, second]) {
      expect(request).toContain(`Bearer ${TOKEN}`);
      expect(request.split(TOKEN)).toHaveLength(4);
    }
    expect(third).toMatch(/^GET \/end HTTP\/1\.1/);
    expect(third).not.toContain(TOKEN);
    expect(third).toContain('accept: text/html');
    expect(third).toContain(`host: b.example.com:${server.port}`);
  });

  it('does not get back what was withheld once', async () => {
    const server: RawServer = await start(
      byPath({
        '/start': redirect(307, () => location),
        '/away': redirect(
          307,
          () => `http://a.example.com:${server.port}/back`,
        ),
      }),
    );
    location = `http://b.example.com:${server.port}/away`;
    await checkOnce(providerFor(server), {
      url: `http://a.example.com:${server.port}/start`,
      basicAuth: { username: 'u', password: TOKEN },
    });
    expect(
      server.requests.map(request => /authorization/i.test(request)),
    ).toEqual([true, false, false]);
  });

  it.each([
    [302, 'GET', false],
    [303, 'GET', false],
    [307, 'POST', true],
    [308, 'POST', true],
  ])('with %d goes on by %s', async (status, method, hasBody) => {
    const server = await start(
      byPath({ '/start': redirect(status, () => '/end') }),
    );
    const observation = await checkOnce(providerFor(server), {
      url: `http://a.example.com:${server.port}/start`,
      method: 'POST',
      body: 'ping',
    });
    expect(observation.outcome).toBe('healthy');
    expect(server.requests[1].split(' ')[0]).toBe(method);
    expect(server.requests[1].includes('Content-Length: 4')).toBe(hasBody);
  });

  it.each([
    ['to an address that nobody allows', 'http://10.255.0.1/', {}],
    ['to the metadata of a cloud', 'http://169.254.169.254/latest', {}],
    ['to a name that is at an inner address', 'http://inner.test/', {}],
    ['to a file', 'file:///etc/passwd', {}],
    ['to data', 'data:text/plain,x', {}],
    [
      'to another origin with a body',
      'http://b.example.com/',
      { method: 'POST', body: TOKEN },
    ],
  ])('is not followed %s', async (_, to, more) => {
    const server = await start(redirect(307, () => to));
    const observation = await checkOnce(providerFor(server), {
      url: `http://a.example.com:${server.port}/`,
      ...more,
    });
    expect(observation).toMatchObject({
      outcome: 'down',
      reason: 'redirect-forbidden',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('says where it led when nobody is there', async () => {
    const server = await start(redirect(302, () => location));
    const gone = await RawServer.start(ok);
    location = `http://b.example.com:${gone.port}/`;
    const goneProvider = providerFor(server, gone);
    await gone.stop();
    await expect(
      checkOnce(goneProvider, { url: `http://a.example.com:${server.port}/` }),
    ).resolves.toMatchObject({
      reason: 'connection-refused',
      message: expect.stringMatching(
        /^After a redirect to b\.example\.com:\d+: It refuses/,
      ),
    });
  });

  it('through another host does not lead back into what only operators may name', () => {
    const url = 'http://10.0.0.1/start';
    const request = firstRequest(httpSpec.parse({ url }));
    const within = redirectedRequest(request, 302, 'https://10.0.0.1/next');
    const away = redirectedRequest(within, 302, 'https://b.example.com/');
    const back = redirectedRequest(away, 302, 'https://10.0.0.1/inside');
    const other = redirectedRequest(request, 302, 'http://10.0.0.1:8080/');
    expect(
      [request, within, away, back, other].map(one => one.isElsewhere),
    ).toEqual([false, false, true, true, true]);
  });

  it('that is no URL is an answer that nobody expects', async () => {
    const server = await start(redirect(302, () => 'http://'));
    await expect(
      checkOnce(providerFor(server), {
        url: `http://a.example.com:${server.port}/`,
      }),
    ).resolves.toMatchObject({ reason: 'unexpected-answer' });
  });

  it('is followed five times, or as often as it says', async () => {
    const server = await start(redirect(302, () => '/again'));
    const url = `http://a.example.com:${server.port}/`;
    await expect(
      checkOnce(providerFor(server), { url }),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason: 'too-many-redirects',
    });
    expect(server.requests).toHaveLength(6);
    await checkOnce(providerFor(server), { url, redirects: { max: 1 } });
    expect(server.requests).toHaveLength(8);
  });

  it('is not followed where it is what is expected, or is told not to be', async () => {
    const server = await start(redirect(302, () => '/again'));
    const url = `http://a.example.com:${server.port}/`;
    await expect(
      checkOnce(providerFor(server), { url, status: 302 }),
    ).resolves.toMatchObject({ outcome: 'healthy' });
    await expect(
      checkOnce(providerFor(server), { url, redirects: { follow: false } }),
    ).resolves.toMatchObject({ reason: 'unexpected-status' });
    expect(server.requests).toHaveLength(2);
  });

  it('from https to http is followed without credentials only', async () => {
    const authority = await TestAuthority.create({ name: 'authority' });
    const identity = await authority.issue({ names: ['a.example.com'] });
    const plain = await start(ok);
    const secure = await start(
      redirect(302, () => `http://a.example.com:${plain.port}/`),
      identity,
    );
    const spec = {
      url: `https://a.example.com:${secure.port}/`,
      tls: { ca: authority.cert },
    };
    await expect(
      checkOnce(providerFor(plain, secure), spec),
    ).resolves.toMatchObject({
      outcome: 'healthy',
    });
    await expect(
      checkOnce(providerFor(plain, secure), { ...spec, bearerToken: TOKEN }),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason: 'redirect-forbidden',
    });
    expect(plain.requests).toHaveLength(1);
  });
});
