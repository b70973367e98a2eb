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
import { checkOnce } from '../__testUtils__/checkOnce';
import { TargetGuard } from '../../../targets';
import { createTcpProvider } from './createTcpProvider';

const HOST = '127.0.0.1';

const provider = createTcpProvider({
  guard: new TargetGuard({ allow: [] }),
});

let server: Server;
let connections: Socket[];

async function portOf(listening: Server): Promise<number> {
  await once(listening.listen(0, HOST), 'listening');
  const address = listening.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** The port of a server that does this with each connection. */
async function serve(accept: (socket: Socket) => void): Promise<number> {
  server.on('connection', accept);
  return await portOf(server);
}

/** Everybody has hung up. */
async function allClosed() {
  await Promise.all(
    connections
      .filter(socket => !socket.closed)
      .map(socket => new Promise(done => socket.resume().once('close', done))),
  );
}

beforeEach(() => {
  connections = [];
  server = net.createServer(socket => {
    connections.push(socket);
    socket.on('error', () => {});
  });
});

afterEach(() => {
  connections.forEach(socket => socket.destroy());
  server.close();
});

describe('a tcp check', () => {
  it('is passed by whoever accepts a connection, which it closes', async () => {
    const port = await serve(() => {});
    const [observation] = await Promise.all([
      checkOnce(provider, { host: HOST, port }),
      once(server, 'connection'),
    ]);
    expect(observation).toEqual({
      outcome: 'healthy',
      timings: {
        dnsMs: 0,
        connectMs: expect.any(Number),
        totalMs: expect.any(Number),
      },
    });
    await allClosed();
    expect(connections).toEqual([expect.objectContaining({ closed: true })]);
  });

  it('is passed by whoever says what is expected, in however many pieces', async () => {
    const port = await serve(socket =>
      socket.once('data', asked => {
        socket.write(`you said ${asked}, and I say PO`);
        setTimeout(() => socket.write('NG'), 20);
      }),
    );
    const observation = await checkOnce(provider, {
      host: HOST,
      port,
      send: 'PING',
      expect: 'PING, and I say PONG',
    });
    expect(observation).toEqual({
      outcome: 'healthy',
      timings: expect.objectContaining({ firstByteMs: expect.any(Number) }),
    });
    await allClosed();
  });

  it('is passed by whoever speaks first', async () => {
    const port = await serve(socket => socket.end('220 mail.example.com\r\n'));
    await expect(
      checkOnce(provider, { host: HOST, port, expect: '220 ' }),
    ).resolves.toMatchObject({ outcome: 'healthy' });
  });

  const failures: Array<
    [
      what: string,
      accept: (socket: Socket) => void,
      reason: string,
      message: string,
    ]
  > = [
    [
      'says something else and hangs up',
      socket => socket.end('secret'),
      'unexpected-answer',
      'It did not say what tcp.expect expects',
    ],
    [
      'hangs up without a word',
      socket => socket.end(),
      'connection-reset',
      'It closed the connection without a word',
    ],
    [
      'resets the connection',
      socket => setTimeout(() => socket.resetAndDestroy(), 20),
      'connection-reset',
      'It broke the connection off',
    ],
    [
      'says nothing',
      () => {},
      'timeout',
      'It did not say in time what tcp.expect expects',
    ],
    [
      'never comes to the point',
      socket => socket.write(Buffer.alloc(80 * 1024, '.')),
      'body-too-large',
      'Its first 64 kB are without what tcp.expect expects',
    ],
    [
      'comes to the point too late',
      socket => socket.write(`${'.'.repeat(64 * 1024 - 3)}PONG`),
      'body-too-large',
      'Its first 64 kB are without what tcp.expect expects',
    ],
  ];

  it.each(failures)(
    'is failed by a server that %s',
    async (_, accept, reason, message) => {
      const port = await serve(accept);
      await expect(
        checkOnce(
          provider,
          { host: HOST, port, expect: 'PONG' },
          { timeoutMs: 200 },
        ),
      ).resolves.toEqual({
        outcome: 'down',
        reason,
        message,
        timings: expect.objectContaining({ connectMs: expect.any(Number) }),
      });
      await allClosed();
    },
  );

  it('is failed by a port where nobody listens', async () => {
    const port = await portOf(server);
    server.close();
    await once(server, 'close');
    await expect(checkOnce(provider, { host: HOST, port })).resolves.toEqual({
      outcome: 'down',
      reason: 'connection-refused',
      message: 'It refuses the connection',
      timings: { dnsMs: 0, totalMs: expect.any(Number) },
    });
  });

  it('says nothing of a server that it may not ask', async () => {
    const port = await serve(() => {});
    await expect(
      checkOnce(provider, { host: HOST, port }, { trust: 'entity' }),
    ).resolves.toMatchObject({
      outcome: 'unknown',
      reason: 'target-forbidden',
    });
    expect(connections).toEqual([]);
  });
});

describe('the definition of a tcp server', () => {
  function prepare(spec: unknown) {
    return provider.prepare({
      provider: 'tcp',
      trust: 'operator',
      spec,
    });
  }

  it('is shown as its host and port', () => {
    expect(prepare({ host: 'Orders.example.COM', port: 5432 })).toMatchObject({
      target: 'orders.example.com:5432',
      host: 'orders.example.com',
    });
    expect(prepare({ host: '::1', port: 5432 })).toMatchObject({
      target: '[::1]:5432',
      host: '::1',
    });
  });

  it.each([
    [{}, 'tcp.host: is missing\ntcp.port: is missing; use 1 to 65535'],
    [
      { host: 'a.example.com', port: 70_000 },
      'tcp.port: 70000 is not a port; use 1 to 65535',
    ],
    [
      { host: 'a.example.com/health', port: '80' },
      'tcp.host: "a.example.com/health" is not a host; write e.g. "orders.example.com" or "10.1.2.3"\ntcp.port: "80" is not a port; use 1 to 65535',
    ],
    [
      { host: 'a.example.com', port: 80, send: 'PING' },
      'tcp.send: is sent for nothing; state in "expect" what is to be answered',
    ],
    [
      { host: 'a.example.com', port: 80, expect: '', tls: true },
      'tcp.expect: is empty; leave it out to expect nothing\ntcp.tls: there is no such key',
    ],
  ])('%j is refused', (spec, message) => {
    expect(() => prepare(spec)).toThrow(
      expect.objectContaining({ name: 'InputError', message }),
    );
  });
});
