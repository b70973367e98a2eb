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
import net from 'node:net';
import { TargetGuard } from '../../../targets';
import { checkOnce } from '../__testUtils__/checkOnce';
import { RawServer } from '../__testUtils__/RawServer';
import {
  selfSigned,
  TestAuthority,
  type TestIdentity,
} from '../__testUtils__/TestAuthority';
import { createHttpProvider } from './createHttpProvider';

const NAME = 'orders.example.com';

const provider = createHttpProvider({
  guard: new TargetGuard({
    allow: [],
    lookup: async () => [{ address: '127.0.0.1', family: 4 }],
  }),
});

describe('a check by https', () => {
  let authority: TestAuthority;
  let server: RawServer | undefined;

  beforeAll(async () => {
    authority = await TestAuthority.create({ name: 'authority' });
  });

  afterEach(async () => {
    await server?.stop();
  });

  /** @param tls - what is expected of the certificate */
  async function check(identity: TestIdentity, tls: object = {}) {
    server = await RawServer.start(
      socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
      identity,
    );
    return checkOnce(provider, {
      url: `https://${NAME}:${server.port}/`,
      bearerToken: 'marker-token',
      tls: { ca: authority.cert, ...tls },
    });
  }

  it('is content with a certificate for the name, by an authority that is trusted', async () => {
    const identity = await authority.issue({ names: [NAME] });
    await expect(check(identity)).resolves.toMatchObject({
      outcome: 'healthy',
      timings: { tlsMs: expect.any(Number) },
      facts: { 'certificate expires': expect.stringContaining('in 8') },
    });
    expect(server?.requests[0]).toContain(`host: ${NAME}:${server?.port}`);
  });

  it('warns of a certificate that is about to expire', async () => {
    const identity = await authority.issue({ names: [NAME], toDays: 3 });
    await expect(check(identity)).resolves.toMatchObject({
      outcome: 'degraded',
      reason: 'certificate-expiring',
      message: expect.stringContaining('in 2 days'),
    });
  });

  it('sends nothing to a server that is not to be trusted', async () => {
    const others = await TestAuthority.create({ name: 'others' });
    const bad: Array<[Promise<TestIdentity>, string]> = [
      [
        authority.issue({ names: [NAME], fromDays: -9, toDays: -2 }),
        'certificate-expired',
      ],
      [
        authority.issue({ names: [NAME], fromDays: 2 }),
        'certificate-not-yet-valid',
      ],
      [
        authority.issue({ names: ['example.com'] }),
        'certificate-name-mismatch',
      ],
      [others.issue({ names: [NAME] }), 'certificate-untrusted'],
      [selfSigned({ names: [NAME] }), 'certificate-untrusted'],
    ];
    for (const [identity, reason] of bad) {
      const observation = await check(await identity);
      expect(observation).toMatchObject({ outcome: 'down', reason });
      expect(server?.requests).toEqual([]);
      await server?.stop();
    }
  });

  it('trusts anybody who is told to be trusted, and goes by another name', async () => {
    await expect(
      check(await selfSigned({ names: ['inner.test'] }), {
        rejectUntrusted: false,
        serverName: 'inner.test',
      }),
    ).resolves.toMatchObject({ outcome: 'healthy' });
  });

  it('says that a server does not speak TLS', async () => {
    const shouting = net.createServer(socket => {
      socket.on('error', () => {});
      socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    shouting.listen(0, '127.0.0.1');
    await once(shouting, 'listening');
    const address = shouting.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const observation = await checkOnce(provider, {
      url: `https://${NAME}:${port}/`,
    });
    shouting.close();
    expect(observation).toMatchObject({
      outcome: 'down',
      reason: 'tls-failed',
      message: 'It does not speak TLS',
    });
  });

  it('does not wait for ever for a handshake', async () => {
    server = await RawServer.start(() => {});
    const url = `https://${NAME}:${server.port}/`;
    await expect(
      checkOnce(provider, { url }, { timeoutMs: 300 }),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason: 'timeout',
      message: 'The TLS handshake did not end in time',
    });
  });
});
