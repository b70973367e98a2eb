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

import type { Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { TargetGuard } from '../../../targets';
import { checkOnce } from '../__testUtils__/checkOnce';
import { RawServer } from '../__testUtils__/RawServer';
import { TestAuthority } from '../__testUtils__/TestAuthority';
import { createGrpcProvider } from './createGrpcProvider';
import { decodeResponse, encodeRequest } from './healthMessages';

const names: Record<string, string> = { 'orders.example.com': '127.0.0.1' };

const provider = createGrpcProvider({
  guard: new TargetGuard({
    allow: [],
    lookup: async host => [{ address: names[host], family: 4 }],
  }),
});

async function listen(
  server: Server,
  by: ServerCredentials = ServerCredentials.createInsecure(),
): Promise<number> {
  return new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', by, (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}

describe('a check by gRPC', () => {
  const servers: Server[] = [];

  function healthServer(): Server {
    const server = new Server();
    servers.push(server);
    new HealthImplementation({
      '': 'SERVING',
      orders: 'SERVING',
      invoices: 'NOT_SERVING',
      dreams: 'UNKNOWN',
    }).addToServer(server);
    return server;
  }

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.forceShutdown();
    }
  });

  it.each([
    ['', 'healthy', undefined],
    ['orders', 'healthy', undefined],
    ['invoices', 'down', 'not-serving'],
    ['dreams', 'down', 'unexpected-answer'],
    ['nobody', 'down', 'not-found'],
  ])('finds service %j %s', async (service, outcome, reason) => {
    const port = await listen(healthServer());
    const observation = await checkOnce(provider, {
      host: '127.0.0.1',
      port,
      service,
    });
    expect(observation.outcome).toBe(outcome);
    expect(observation.reason).toBe(reason);
    expect(observation.timings).toMatchObject({
      connectMs: expect.any(Number),
      totalMs: expect.any(Number),
    });
  });

  it('says so where a server does not know the protocol of health', async () => {
    const server = new Server();
    servers.push(server);
    const port = await listen(server);
    await expect(
      checkOnce(provider, { host: '127.0.0.1', port }),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason: 'unexpected-answer',
      message: 'It speaks gRPC, but does not know grpc.health.v1',
    });
  });

  it('goes by the name over TLS, and judges the certificate', async () => {
    const authority = await TestAuthority.create({ name: 'authority' });
    const identity = await authority.issue({ names: ['orders.example.com'] });
    const port = await listen(
      healthServer(),
      ServerCredentials.createSsl(null, [
        {
          private_key: Buffer.from(identity.key),
          cert_chain: Buffer.from(identity.cert),
        },
      ]),
    );
    const check = (tls: object, host = 'orders.example.com') =>
      checkOnce(provider, { host, port, tls });
    await expect(check({ ca: authority.cert })).resolves.toMatchObject({
      outcome: 'healthy',
      timings: { tlsMs: expect.any(Number) },
    });
    await expect(
      check({ ca: authority.cert, minDaysLeft: 100 }),
    ).resolves.toMatchObject({
      outcome: 'degraded',
      reason: 'certificate-expiring',
    });
    await expect(check({})).resolves.toMatchObject({
      outcome: 'down',
      reason: 'certificate-untrusted',
    });
    await expect(
      check({ ca: authority.cert }, '127.0.0.1'),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason: 'certificate-name-mismatch',
    });
  });

  it.each([
    ['closes every connection', (socket: Socket) => socket.end(), 5000],
    [
      'speaks HTTP/1.1',
      (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      5000,
    ],
    ['never answers', () => {}, 300],
  ])('has an outcome for a server that %s', async (_, handler, timeoutMs) => {
    const server = await RawServer.start(handler);
    const spec = { host: '127.0.0.1', port: server.port };
    const observation = await checkOnce(provider, spec, { timeoutMs });
    await server.stop();
    expect(observation.outcome).toBe('down');
    expect(observation.reason).toBe(
      timeoutMs < 1000 ? 'timeout' : 'unexpected-answer',
    );
  });

  it('says that nobody listens', async () => {
    const server = await RawServer.start(() => {});
    const { port } = server;
    await server.stop();
    await expect(
      checkOnce(provider, { host: '127.0.0.1', port }),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason: 'connection-refused',
    });
  });
});

describe('the messages of grpc.health.v1', () => {
  it('are read with fields that nobody knows yet', () => {
    const later = [0x12, 2, 0x61, 0x62, 0x18, 0xff, 1, 0x25, 1, 2, 3, 4];
    expect(decodeResponse(Buffer.from([0x08, 1, ...later]))).toBe('SERVING');
    expect(decodeResponse(Buffer.from([...later, 0x08, 2]))).toBe(
      'NOT_SERVING',
    );
    expect(decodeResponse(Buffer.alloc(0))).toBe('UNKNOWN');
    expect(decodeResponse(Buffer.from([0x08, 77]))).toBe('UNKNOWN');
  });

  it.each([
    [[0x08]],
    [[0x08, ...Array(11).fill(0xff)]],
    [[0x12, 5, 1]],
    [[0x0f]],
  ])('are refused when they are broken: %j', bytes => {
    expect(() => decodeResponse(Buffer.from(bytes))).toThrow();
  });

  it('are written with names of any length', () => {
    expect(encodeRequest('')).toHaveLength(0);
    expect([...encodeRequest('ab')]).toEqual([0x0a, 2, 0x61, 0x62]);
    expect([...encodeRequest('x'.repeat(300)).subarray(0, 3)]).toEqual([
      0x0a, 0xac, 0x02,
    ]);
  });
});
