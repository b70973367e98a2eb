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

import { inspect } from 'node:util';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { TargetGuard } from '../../../targets';
import { contextFor } from '../__testUtils__/checkOnce';
import { RawServer, type RawHandler } from '../__testUtils__/RawServer';
import { createHttpProvider } from './createHttpProvider';

const MARKER = 'm4rk3r';

const provider = createHttpProvider({
  guard: new TargetGuard({
    allow: [],
    lookup: async () => [{ address: '127.0.0.1', family: 4 }],
  }),
});

/** Everywhere where a secret can be. */
function secretSpec(port: number, more: object) {
  return {
    url: `http://orders.example.com:${port}/health?key=${MARKER}#${MARKER}`,
    method: 'POST',
    headers: { 'X-Api-Key': MARKER, Cookie: MARKER },
    basicAuth: { username: MARKER, password: MARKER },
    body: MARKER,
    contains: `${MARKER} expected`,
    json: { path: '$.x', equals: MARKER },
    ...more,
  };
}

function raw(text: string): RawHandler {
  return socket => socket.end(text.replaceAll('\n', '\r\n'));
}

const LENGTH = 'Content-Length: 8';

/** Servers that answer with secrets of their own, each failing in its way. */
const SERVERS: Array<[string, RawHandler, object]> = [
  ['status', raw(`HTTP/1.1 500 ${MARKER}\n${LENGTH}\n\n"m4rk3r"`), {}],
  ['body', raw(`HTTP/1.1 200 ${MARKER}\n${LENGTH}\n\n"m4rk3r"`), {}],
  [
    'JSON that is none',
    raw(`HTTP/1.1 200 OK\n\n{"x": ${MARKER}`),
    { contains: undefined },
  ],
  [
    'JSON that differs',
    raw(`HTTP/1.1 200 OK\n\n{"x":"other ${MARKER}"}`),
    { contains: undefined },
  ],
  ['no HTTP', raw(`${MARKER}\n\n`), {}],
  ['a broken header', raw(`HTTP/1.1 200 OK\n${MARKER}\n\n`), {}],
  [
    'a broken chunk',
    raw(`HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n${MARKER}\n`),
    {},
  ],
  ['half a body', raw(`HTTP/1.1 200 OK\nContent-Length: 99\n\n${MARKER}`), {}],
  ['an encoding', raw(`HTTP/1.1 200 OK\nContent-Encoding: ${MARKER}\n\nx`), {}],
  ['no gzip', raw(`HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n${MARKER}`), {}],
  [
    'a redirect with secrets',
    raw(
      `HTTP/1.1 302 Found\nLocation: http://${MARKER}:${MARKER}@10.0.0.1/?${MARKER}\n\n`,
    ),
    {},
  ],
  [
    'a redirect to no URL',
    raw(`HTTP/1.1 302 Found\nLocation: http://[${MARKER}\n\n`),
    {},
  ],
  [
    'a redirect to other ways',
    raw(`HTTP/1.1 302 Found\nLocation: data:${MARKER}\n\n`),
    {},
  ],
  [
    'redirects without end',
    raw(`HTTP/1.1 307 Found\nLocation: /?${MARKER}\n\n`),
    {},
  ],
  ['a reset', socket => socket.resetAndDestroy(), {}],
  ['silence', () => {}, {}],
];

describe('no secret is told', () => {
  const written: string[] = [];

  beforeEach(() => {
    written.length = 0;
    for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
      jest
        .spyOn(console, method)
        .mockImplementation((...args) => void written.push(inspect(args)));
    }
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each(SERVERS)(
    'of a server that answers with %s',
    async (_, handler, more) => {
      const server = await RawServer.start(handler);
      const probe = provider.prepare({
        provider: 'http',
        spec: secretSpec(server.port, more),
        trust: 'operator',
      });
      const context = contextFor(300);
      let outcome: ServerObservation | unknown;
      try {
        outcome = await probe.check(context);
      } catch (error) {
        outcome = error;
      }
      await server.stop();
      // It did get our secrets, so there was something to tell.
      expect(server.requests[0]).toContain(MARKER);
      expect(outcome).toMatchObject({ outcome: 'down' });
      const told = inspect([outcome, probe.target, probe.host, written], {
        depth: 20,
        showHidden: true,
      });
      expect(told).not.toContain(MARKER);
      for (const level of ['error', 'warn', 'info', 'debug'] as const) {
        expect(context.logger[level]).not.toHaveBeenCalled();
      }
    },
  );

  it.each([
    { url: `http://user:${MARKER}@` },
    { url: `${MARKER}@nowhere` },
    { url: 'http://a/', bearerToken: `${MARKER} ${MARKER}` },
    { url: 'http://a/', headers: { 'X-Api-Key': `${MARKER}\n` } },
    { url: 'http://a/', headers: { 'X-Api-Key': [MARKER] } },
    {
      url: 'http://a/',
      basicAuth: { username: `${MARKER}:`, password: MARKER },
    },
    { url: 'http://a/', basicAuth: MARKER },
    { url: 'http://a/', body: { secret: MARKER } },
    { url: 'http://a/', body: MARKER },
    { url: 'http://a/', tls: { ca: MARKER } },
    { url: `http://u:${MARKER}@a/`, bearerToken: MARKER },
  ])('of a definition that is wrong: %#', spec => {
    let error: unknown;
    try {
      provider.prepare({
        provider: 'http',
        spec,
        trust: 'operator',
      });
    } catch (thrown) {
      error = thrown;
    }
    expect(String(error)).toMatch(/^InputError: http\./);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(
      MARKER,
    );
  });
});
