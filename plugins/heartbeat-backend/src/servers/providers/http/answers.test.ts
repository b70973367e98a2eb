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

import { gzipSync } from 'node:zlib';
import { TargetGuard } from '../../../targets';
import { checkOnce } from '../__testUtils__/checkOnce';
import { RawServer, type RawHandler } from '../__testUtils__/RawServer';
import { createHttpProvider } from './createHttpProvider';

const provider = createHttpProvider({
  guard: new TargetGuard({ allow: [] }),
});

const SECRET = 'marker-of-the-body';

function answer(head: string, body: string | Buffer = ''): RawHandler {
  return socket => {
    socket.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`);
    socket.end(body);
  };
}

const ok = answer('HTTP/1.1 200 OK\nContent-Type: text/plain', `all ${SECRET}`);

function json(value: unknown): RawHandler {
  return answer('HTTP/1.1 200 OK', JSON.stringify(value));
}

const gzipped = gzipSync('{"status":"UP"}');
const bomb = gzipSync(Buffer.alloc(10_000_000, 'a'));

/** What the server does, what is expected of it, and the reason or `healthy`. */
const ANSWERS: Array<[string, RawHandler, Record<string, unknown>, string]> = [
  ['answers 200', ok, {}, 'healthy'],
  [
    'answers 204 without a body',
    answer('HTTP/1.1 204 No Content'),
    {},
    'healthy',
  ],
  [
    'answers in chunks',
    answer(
      'HTTP/1.1 200 OK\nTransfer-Encoding: chunked',
      '4\r\nall \r\n4\r\nwell\r\n0\r\n\r\n',
    ),
    { contains: 'all well' },
    'healthy',
  ],
  [
    'says 100 and 103 before it answers',
    answer(
      'HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </a>\n\nHTTP/1.1 200 OK',
      'x',
    ),
    {},
    'healthy',
  ],
  [
    'answers 503',
    answer('HTTP/1.1 503 Service Unavailable'),
    {},
    'unexpected-status',
  ],
  [
    'answers 503 as it should',
    answer('HTTP/1.1 503 Service Unavailable'),
    { status: [200, '500-599'] },
    'healthy',
  ],
  [
    'answers 404 where all but 5xx is well',
    answer('HTTP/1.1 404 Not Found'),
    { status: ['2xx', '4xx'] },
    'healthy',
  ],
  [
    'switches protocols that nobody asked to switch',
    answer('HTTP/1.1 101 Switching Protocols\nUpgrade: x\nConnection: Upgrade'),
    {},
    'unexpected-status',
  ],
  [
    'answers with a status that does not exist',
    answer('HTTP/1.1 999 What'),
    {},
    'unexpected-status',
  ],
  ['speaks HTTP/0.9', answer('<html></html>'), {}, 'unexpected-answer'],
  ['speaks SSH', answer('SSH-2.0-x'), {}, 'unexpected-answer'],
  [
    'answers with a broken header',
    answer('HTTP/1.1 200 OK\nno header'),
    {},
    'unexpected-answer',
  ],
  [
    'frames its answer in two ways',
    answer(
      'HTTP/1.1 200 OK\nContent-Length: 5\nTransfer-Encoding: chunked',
      '0\r\n\r\n',
    ),
    {},
    'unexpected-answer',
  ],
  [
    'answers in broken chunks',
    answer('HTTP/1.1 200 OK\nTransfer-Encoding: chunked', 'zz\r\n'),
    {},
    'unexpected-answer',
  ],
  [
    'has endless headers',
    answer(`HTTP/1.1 200 OK\nX: ${'x'.repeat(100_000)}`),
    {},
    'unexpected-answer',
  ],
  [
    'breaks off in the headers',
    socket => socket.end('HTTP/1.1 200 OK\r\nContent-'),
    {},
    'connection-reset',
  ],
  [
    'breaks off in the body',
    answer('HTTP/1.1 200 OK\nContent-Length: 100', 'half'),
    {},
    'connection-reset',
  ],
  [
    'breaks off between chunks',
    answer('HTTP/1.1 200 OK\nTransfer-Encoding: chunked', '4\r\nhalf\r\n'),
    {},
    'connection-reset',
  ],
  ['closes without a word', socket => socket.end(), {}, 'connection-reset'],
  [
    'resets the connection',
    socket => socket.resetAndDestroy(),
    {},
    'connection-reset',
  ],
  ['never answers', () => {}, {}, 'timeout'],
  [
    'never ends its headers',
    socket => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('X: y\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    },
    {},
    'timeout',
  ],
  [
    'sends its body byte by byte',
    socket => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    },
    {},
    'timeout',
  ],
  [
    'says 100 for ever',
    socket => {
      const timer = setInterval(
        () => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
        20,
      );
      socket.on('close', () => clearInterval(timer));
    },
    {},
    'timeout',
  ],
  [
    'sends more than anybody reads',
    answer('HTTP/1.1 200 OK', Buffer.alloc(5_000_000, 'x')),
    {},
    'healthy',
  ],
  [
    'says what is expected beyond what is read',
    answer('HTTP/1.1 200 OK', `${'x'.repeat(70_000)}here`),
    { contains: 'here' },
    'body-too-large',
  ],
  [
    'says what is expected early on',
    answer('HTTP/1.1 200 OK', `here${'x'.repeat(200_000)}`),
    { contains: 'here' },
    'healthy',
  ],
  ['says something else', ok, { contains: 'nothing' }, 'body-mismatch'],
  [
    'compresses though it was not asked to',
    answer('HTTP/1.1 200 OK\nContent-Encoding: gzip', gzipped),
    { json: { path: '$.status', equals: 'UP' } },
    'healthy',
  ],
  [
    'says that it compresses, and does not',
    answer('HTTP/1.1 200 OK\nContent-Encoding: gzip', 'plain'),
    { contains: 'plain' },
    'unexpected-answer',
  ],
  [
    'compresses in a way nobody knows',
    answer('HTTP/1.1 200 OK\nContent-Encoding: constructor', 'x'),
    { contains: 'x' },
    'unexpected-answer',
  ],
  [
    'sends a small body that unpacks to a huge one',
    answer('HTTP/1.1 200 OK\nContent-Encoding: gzip', bomb),
    { contains: 'b' },
    'body-too-large',
  ],
  [
    'answers JSON with the value',
    json({ checks: [{ state: 'UP' }, { state: 'UP' }] }),
    { json: { path: '$.checks[*].state', equals: 'UP' } },
    'healthy',
  ],
  [
    'answers JSON with one other value',
    json({ checks: [{ state: 'UP' }, { state: SECRET }] }),
    { json: { path: '$.checks[*].state', equals: 'UP' } },
    'body-mismatch',
  ],
  [
    'answers JSON without the value',
    json({}),
    { json: { path: '$.status', exists: true } },
    'body-mismatch',
  ],
  [
    'answers JSON with a value that may not be',
    json({ errors: [SECRET] }),
    { json: { path: '$.errors[*]', exists: false } },
    'body-mismatch',
  ],
  [
    'answers JSON whose value matches',
    json({ version: '2.7.1' }),
    { json: { path: '$.version', matches: '^2\\.' } },
    'healthy',
  ],
  [
    'answers JSON whose value does not match',
    json({ version: ['2.7.1'] }),
    { json: { path: '$.version', matches: '^2\\.' } },
    'body-mismatch',
  ],
  [
    'answers no JSON',
    ok,
    { json: { path: '$.status', exists: true } },
    'body-mismatch',
  ],
  [
    'answers JSON that is nested without end',
    answer('HTTP/1.1 200 OK', '['.repeat(9000) + ']'.repeat(9000)),
    { json: { path: '$..status', exists: true } },
    'body-mismatch',
  ],
];

describe('a server that', () => {
  it.each(ANSWERS)('%s', async (_, handler, expected, reason) => {
    const server = await RawServer.start(handler);
    try {
      const observation = await checkOnce(
        provider,
        { url: `http://127.0.0.1:${server.port}/health`, ...expected },
        { timeoutMs: reason === 'timeout' ? 300 : 5000 },
      );
      const isHealthy = reason === 'healthy';
      expect(observation.reason ?? 'healthy').toBe(reason);
      expect(observation.outcome).toBe(isHealthy ? 'healthy' : 'down');
      expect(observation.message === undefined).toBe(isHealthy);
      expect(observation.timings?.totalMs).toBeGreaterThan(0);
      expect(JSON.stringify(observation)).not.toContain(SECRET);
    } finally {
      await server.stop();
    }
  });

  it('refuses the connection', async () => {
    const server = await RawServer.start(ok);
    const { port } = server;
    await server.stop();
    await expect(
      checkOnce(provider, { url: `http://127.0.0.1:${port}/` }),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason: 'connection-refused',
      message: 'It refuses the connection',
    });
  });

  it('answers is told how long each phase took', async () => {
    const server = await RawServer.start(socket => {
      setTimeout(() => ok(socket, ''), 60);
    });
    const named = createHttpProvider({
      guard: new TargetGuard({
        allow: [],
        lookup: async () => {
          await new Promise(resolve => setTimeout(resolve, 40));
          return [{ address: '127.0.0.1', family: 4 }];
        },
      }),
    });
    const { timings } = await checkOnce(named, {
      url: `http://orders.example.com:${server.port}/`,
    });
    await server.stop();
    expect(timings?.dnsMs).toBeGreaterThan(30);
    expect(timings?.connectMs).toBeGreaterThan(0);
    expect(timings?.tlsMs).toBeUndefined();
    expect(timings?.firstByteMs).toBeGreaterThan(50);
    expect(timings?.totalMs).toBeGreaterThan(90);
  });

  it('is told the name at the address that was vetted, and asked for a whole answer', async () => {
    const server = await RawServer.start(ok);
    const named = createHttpProvider({
      guard: new TargetGuard({
        allow: [],
        // Nobody listens at the first.
        lookup: async () => [
          { address: '127.0.0.99', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ],
      }),
    });
    const { port } = server;
    const { outcome } = await checkOnce(named, {
      url: `http://orders.example.com:${port}/health?deep=1#part`,
    });
    await server.stop();
    expect(outcome).toBe('healthy');
    const [head, ...lines] = server.requests[0].trim().split('\r\n');
    expect(head).toBe('GET /health?deep=1 HTTP/1.1');
    expect(lines.sort()).toEqual([
      'Connection: close',
      'accept-encoding: identity',
      'accept: */*',
      `host: orders.example.com:${port}`,
      'user-agent: backstage-plugin-heartbeat',
    ]);
  });
});
