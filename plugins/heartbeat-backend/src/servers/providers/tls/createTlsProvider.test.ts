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

import { once } from 'node:events';
import net, { type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import { checkOnce } from '../__testUtils__/checkOnce';
import {
  TestAuthority,
  type TestIdentity,
} from '../__testUtils__/TestAuthority';
import { TargetGuard } from '../../../targets';
import { createTlsProvider } from './createTlsProvider';

const HOST = '127.0.0.1';
const NAME = 'orders.example.com';

const provider = createTlsProvider({
  guard: new TargetGuard({ allow: [] }),
});

let authority: TestAuthority;
let server: Server;
const sockets = new Set<Socket>();

async function listen(listening: Server): Promise<number> {
  server = listening;
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('tlsClientError', () => {});
  await once(server.listen(0, HOST), 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function serve(identity: TestIdentity): Promise<number> {
  return await listen(
    tls.createServer({
      ...identity,
      // The name that a client asks for decides who answers, as in real life.
      SNICallback: (name, done) =>
        name === NAME
          ? done(null, tls.createSecureContext(identity))
          : done(new Error('nobody of that name')),
    }),
  );
}

/** As it is asked in these tests. */
function specFor(port: number) {
  return { host: HOST, port, serverName: NAME, ca: authority.cert };
}

beforeAll(async () => {
  authority = await TestAuthority.create({ name: 'Root' });
});

afterEach(() => {
  sockets.forEach(socket => socket.destroy());
  sockets.clear();
  server.close();
});

describe('a tls check', () => {
  it('is passed by a certificate that is good for long enough', async () => {
    const port = await serve(
      await authority.issue({ names: [NAME], toDays: 20.5 }),
    );
    await expect(checkOnce(provider, specFor(port))).resolves.toEqual({
      outcome: 'healthy',
      facts: { 'certificate expires': expect.stringMatching(/, in 20 days$/) },
      timings: {
        dnsMs: 0,
        connectMs: expect.any(Number),
        tlsMs: expect.any(Number),
        totalMs: expect.any(Number),
      },
    });
  });

  it('says that a certificate is about to expire', async () => {
    const port = await serve(
      await authority.issue({ names: [NAME], toDays: 20.5 }),
    );
    await expect(
      checkOnce(provider, { ...specFor(port), minDaysLeft: 30 }),
    ).resolves.toMatchObject({
      outcome: 'degraded',
      reason: 'certificate-expiring',
      message: expect.stringContaining(', in 20 days'),
      facts: { 'certificate expires': expect.any(String) },
    });
  });

  it('is failed by a certificate that nobody should trust, unless that does not matter', async () => {
    const port = await serve(await authority.issue({ names: [NAME] }));
    const { ca, ...spec } = specFor(port);
    await expect(checkOnce(provider, spec)).resolves.toMatchObject({
      outcome: 'down',
      reason: 'certificate-untrusted',
      timings: { tlsMs: expect.any(Number) },
    });
    await expect(
      checkOnce(provider, { ...spec, rejectUntrusted: false }),
    ).resolves.toMatchObject({ outcome: 'healthy' });
  });

  it('is failed by a server that does not speak TLS', async () => {
    const port = await listen(
      net.createServer(socket => {
        socket.on('error', () => {});
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      }),
    );
    await expect(checkOnce(provider, specFor(port))).resolves.toMatchObject({
      outcome: 'down',
      reason: 'tls-failed',
      message: 'It does not speak TLS',
    });
  });

  it('is failed by a server that knows nobody of that name', async () => {
    const port = await serve(await authority.issue({ names: [NAME] }));
    await expect(
      checkOnce(provider, { ...specFor(port), serverName: 'b.example.com' }),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason: 'tls-failed',
      message: 'It broke off the TLS handshake',
    });
  });

  it('is failed by a server that accepts and says nothing', async () => {
    const port = await listen(net.createServer(() => {}));
    await expect(
      checkOnce(provider, specFor(port), { timeoutMs: 100 }),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason: 'timeout',
      message: 'The TLS handshake did not end in time',
    });
  });

  it('hangs up', async () => {
    const port = await serve(await authority.issue({ names: [NAME] }));
    const [[socket]] = await Promise.all([
      once(server, 'connection'),
      checkOnce(provider, specFor(port)),
    ]);
    if (!socket.closed) {
      await once(socket, 'close');
    }
    expect(socket.closed).toBe(true);
  });
});

describe('the definition of a tls server', () => {
  beforeEach(() => {
    server = net.createServer();
  });

  function prepare(spec: unknown) {
    return provider.prepare({
      provider: 'tls',
      trust: 'operator',
      spec,
    });
  }

  it('means port 443', () => {
    expect(prepare({ host: NAME }).target).toBe('orders.example.com:443');
  });

  it.each([
    [
      { host: NAME, minDaysLeft: -1, ca: 'secret' },
      'tls.ca: holds no certificate in PEM\ntls.minDaysLeft: is negative; use 0 to be told of nothing in advance',
    ],
    [
      { host: NAME, rejectUntrusted: 'no', port: 0 },
      'tls.port: 0 is not a port; use 1 to 65535\ntls.rejectUntrusted: is not of the type boolean',
    ],
  ])('%j is refused', (spec, message) => {
    expect(() => prepare(spec)).toThrow(
      expect.objectContaining({ name: 'InputError', message }),
    );
  });
});
