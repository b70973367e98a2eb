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
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { createKubernetesCluster } from './createKubernetesCluster';
import type { KubernetesCluster } from './KubernetesCluster';
import type { KubernetesConnect } from './KubernetesConnection';
import { KubernetesError } from './KubernetesError';

const USER = 'watcher';

const LEASES = '/apis/coordination.k8s.io/v1/leases';

const { signal } = new AbortController();

type Fault = Parameters<EmbeddedKubernetes['faults']['add']>[0];

let api: EmbeddedKubernetes;

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({
    tls: true,
    users: [
      { name: USER, rights: 'admin' },
      { name: 'nobody', rights: 'none' },
    ],
  });
});

afterEach(() => api.faults.clear());

afterAll(() => api.stop());

const to = (connect: KubernetesConnect): KubernetesCluster =>
  createKubernetesCluster({ name: 'demo', connect });

/** The embedded API, by a new token. */
const connection = (user: string = USER) => ({
  server: api.url,
  ca: Buffer.from(api.caData ?? '', 'base64').toString(),
  headers: { Authorization: `Bearer ${api.access.issueToken(user)}` },
});

function ask(cluster: KubernetesCluster, timeoutMs = 5_000) {
  return () => cluster.request({ path: LEASES, signal, timeoutMs });
}

/** A cluster whose token is kept until a renewal is asked for, as an exec plugin's is. */
function keepsItsToken() {
  let current = connection();
  const renewals: boolean[] = [];
  const cluster = to(async ({ renew }) => {
    renewals.push(renew);
    if (renew) {
      current = connection();
    }
    return current;
  });
  return { cluster, renewals };
}

describe('credentials that the API server refuses', () => {
  it('are renewed at once, and the request is made again [K5]', async () => {
    const { cluster, renewals } = keepsItsToken();
    const list = ask(cluster);
    await list();
    api.access.revokeTokens(USER);
    await expect(list()).resolves.toMatchObject({ kind: 'LeaseList' });
    await list();
    expect(renewals).toEqual([false, false, true, false]);
  });

  it('are renewed for all that are asked at a time [K5]', async () => {
    const list = ask(keepsItsToken().cluster);
    await list();
    api.access.revokeTokens(USER);
    await expect(Promise.all([list(), list(), list()])).resolves.toHaveLength(
      3,
    );
  });

  it('and again after that are no reason for two requests each time [K5]', async () => {
    const list = ask(keepsItsToken().cluster);
    const fault = api.faults.add({ kind: 'unauthorized' });
    await expect(list()).rejects.toMatchObject({ reason: 'unauthorized' });
    expect(fault.hits).toBe(2);
    await expect(list()).rejects.toMatchObject({ reason: 'unauthorized' });
    expect(fault.hits).toBe(3);
    fault.remove();
    await expect(list()).resolves.toMatchObject({ kind: 'LeaseList' });
  });
});

describe('a cluster to which there is no way', () => {
  it('says why in its own words', async () => {
    const list = ask(
      to(async () => {
        throw new Error('there is no file kubeconfig');
      }),
    );
    await expect(list()).rejects.toMatchObject({
      reason: 'unauthorized',
      message: 'there is no file kubeconfig',
    });
  });

  it('because its credentials never come does not wait for them for ever', async () => {
    const list = ask(
      to(() => new Promise(() => {})),
      200,
    );
    await expect(list()).rejects.toMatchObject({
      reason: 'unauthorized',
      message: 'the portal could not get credentials for it within 0.2 s',
    });
  });

  it('says what the connection failed with', async () => {
    const list = ask(to(async () => ({ server: 'http://127.0.0.1:1' })));
    await expect(list()).rejects.toMatchObject({
      reason: 'unreachable',
      status: undefined,
      message: 'no usable answer: connect ECONNREFUSED 127.0.0.1:1',
    });
  });
});

describe('an answer that is none', () => {
  const faults: [Fault, object][] = [
    [
      { kind: 'tooManyRequests', retryAfterSeconds: 7 },
      {
        status: 429,
        reason: 'rejected',
        retryAfterMs: 7_000,
        message: '429: Too many requests, please try again later.',
      },
    ],
    [
      { kind: 'timeout' },
      {
        status: 504,
        reason: 'rejected',
        message:
          '504: Timeout: request did not complete within the allotted timeout',
      },
    ],
    [{ kind: 'internalError' }, { status: 500, reason: 'rejected' }],
    [
      { kind: 'proxyPage', code: 502 },
      {
        status: 502,
        reason: 'rejected',
        message: expect.stringMatching(/^502: [^<>]+$/),
      },
    ],
    [{ kind: 'dropped' }, { status: undefined, reason: 'unreachable' }],
    [
      { kind: 'frozen' },
      {
        status: undefined,
        reason: 'timeout',
        message: 'no answer within 0.3 s',
      },
    ],
  ];
  it.each(faults)('%j is told as it is [K5]', async (fault, error) => {
    api.faults.add(fault);
    const list = ask(
      to(async () => connection()),
      300,
    );
    await expect(list()).rejects.toBeInstanceOf(KubernetesError);
    await expect(list()).rejects.toMatchObject(error);
  });

  it.each([
    ['nobody', LEASES, { status: 403, reason: 'forbidden' }],
    [
      USER,
      '/apis/coordination.k8s.io/v1/namespaces/default/leases/nope',
      {
        status: 404,
        reason: 'rejected',
        message: '404: leases.coordination.k8s.io "nope" not found',
      },
    ],
    [USER, '/apis/nope/v1/nopes', { message: '404: 404 page not found' }],
  ])('for %s at %s is told as it is', async (user, path, error) => {
    const cluster = to(async () => connection(user));
    await expect(
      cluster.request({ path, signal, timeoutMs: 5_000 }),
    ).rejects.toMatchObject(error);
  });

  it('is known by its name, whichever copy of this package made it', () => {
    const error = Object.assign(new Error(), { name: 'KubernetesError' });
    expect(error).toBeInstanceOf(KubernetesError);
    expect(new Error()).not.toBeInstanceOf(KubernetesError);
  });
});

describe('over HTTP', () => {
  const asked: IncomingHttpHeaders[] = [];
  let stop: () => Promise<void>;

  afterEach(() => stop());

  /** A cluster that answers as told. */
  async function serve(listener: RequestListener): Promise<KubernetesCluster> {
    asked.length = 0;
    const server = createServer((request, response) => {
      asked.push(request.headers);
      listener(request, response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    stop = async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    };
    return to(async () => ({ server: `http://127.0.0.1:${port}/api/` }));
  }

  it('what is sent is sent, below the path of the server', async () => {
    const cluster = await serve((request, response) => {
      let body = '';
      request.on('data', chunk => (body += chunk));
      request.on('end', () =>
        response.end(JSON.stringify([request.method, request.url, body])),
      );
    });
    await expect(
      cluster.request({
        method: 'DELETE',
        path: '/a%2Fb',
        query: { one: 'x y', two: undefined },
        body: { contentType: 'application/json', value: { uid: 'ü' } },
        signal,
        timeoutMs: 5_000,
      }),
    ).resolves.toEqual(['DELETE', '/api/a%2Fb?one=x+y', '{"uid":"ü"}']);
    expect(asked).toMatchObject([
      { 'content-type': 'application/json', accept: 'application/json' },
    ]);
  });

  it('a long answer may be compressed', async () => {
    const cluster = await serve((_, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync('{"kind":"List"}'));
    });
    await expect(ask(cluster)()).resolves.toEqual({ kind: 'List' });
    expect(asked).toMatchObject([{ 'accept-encoding': 'gzip' }]);
  });

  describe('connections', () => {
    const sockets: unknown[] = [];

    /** Answers with the number of the connection. */
    const answer: RequestListener = ({ socket }, response) => {
      if (!sockets.includes(socket)) {
        sockets.push(socket);
      }
      setTimeout(() => response.end(`${sockets.indexOf(socket)}`), 20);
    };

    beforeEach(() => {
      sockets.length = 0;
    });

    /** As many as are open at once stay open. */
    const open = async (cluster: KubernetesCluster, count: number) => {
      const numbers = await Promise.all(
        Array.from({ length: count }, ask(cluster)),
      );
      expect(new Set(numbers).size).toBe(count);
    };

    it('are kept for the next request, those of streams excepted', async () => {
      const cluster = await serve(answer);
      const list = ask(cluster);
      expect([await list(), await list(), await list()]).toEqual([0, 0, 0]);
      expect((await stream(cluster)).end).toBeUndefined();
      expect(sockets).toHaveLength(2);
      expect(await list()).toBe(0);
    });

    it('are bounded, and what comes on top waits', async () => {
      let now = 0;
      let most = 0;
      const cluster = await serve((_, response) => {
        most = Math.max(most, ++now);
        setTimeout(() => {
          now--;
          response.end('{}');
        }, 20);
      });
      await Promise.all(Array.from({ length: 250 }, ask(cluster)));
      expect(most).toBe(100);
    });

    it('that the server closes when they are used again do no harm to what is read', async () => {
      const cluster = await serve((request, response) =>
        sockets.includes(request.socket)
          ? request.socket.destroy()
          : answer(request, response),
      );
      const list = ask(cluster);
      await open(cluster, 3);
      expect(await list()).toBe(3);
    });

    it('that the server closes when they are used again do not have a write repeated [K3]', async () => {
      let asks = 0;
      const cluster = await serve((request, response) => {
        asks++;
        return sockets.includes(request.socket)
          ? request.socket.destroy()
          : answer(request, response);
      });
      const write = () =>
        cluster.request({
          ...{ method: 'PATCH', path: LEASES, signal, timeoutMs: 5_000 },
          body: { contentType: 'application/merge-patch+json', value: {} },
        });
      await open(cluster, 3);
      await expect(write()).rejects.toMatchObject({ reason: 'unreachable' });
      expect(asks).toBe(4);
      expect(await write()).toBe(3);
    });

    it('of which one is dead are not used any more', async () => {
      let isDead = false;
      const cluster = await serve((request, response) => {
        if (!isDead || !sockets.includes(request.socket)) {
          answer(request, response);
        }
      });
      await open(cluster, 3);
      isDead = true;
      await expect(ask(cluster, 200)()).rejects.toMatchObject({
        reason: 'timeout',
      });
      expect(await ask(cluster)()).toBe(3);
    });
  });

  it('nothing of an answer is told that is not JSON', async () => {
    const cluster = await serve((_, response) => response.end('secret'));
    await expect(ask(cluster)()).rejects.toMatchObject({
      reason: 'unusable',
      message: 'no usable answer: it is not JSON',
      cause: undefined,
    });
  });

  it('a request ends with its signal, for the reason of that', async () => {
    const why = new Error('enough');
    const abort = new AbortController();
    const cluster = await serve(() => abort.abort(why));
    await expect(
      cluster.request({
        path: '/',
        signal: abort.signal,
        timeoutMs: 5_000,
      }),
    ).rejects.toBe(why);
  });

  /** Streams, and writes down the lines. */
  async function stream(
    cluster: KubernetesCluster,
    options: { signal?: AbortSignal; onLine?: (line: string) => void } = {},
  ) {
    const lines: string[] = [];
    const onOpen = jest.fn();
    const end = await cluster
      .stream({
        path: '/',
        signal,
        timeoutMs: 300,
        onOpen,
        onLine: line => lines.push(line),
        ...options,
      })
      .catch((error: unknown) => error);
    return { lines, end, wasOpen: onOpen.mock.calls.length === 1 };
  }

  it('lines come whole however they are cut, uncompressed, up to the end', async () => {
    const cluster = await serve((_, response) => {
      const bytes = Buffer.from('{"a":"ü"}\n{"b":1}\n\n{"c":2}\nhalf');
      response.write(bytes.subarray(0, 7));
      setTimeout(() => response.end(bytes.subarray(7)), 20);
    });
    expect(await stream(cluster)).toEqual({
      lines: ['{"a":"ü"}', '{"b":1}', '{"c":2}'],
      end: undefined,
      wasOpen: true,
    });
    expect(asked).toMatchObject([{ 'accept-encoding': 'identity' }]);
  });

  it('a stream that is refused is told as any other', async () => {
    const cluster = await serve((_, response) => {
      response.writeHead(410).end('{"message":"too old"}');
    });
    expect(await stream(cluster)).toMatchObject({
      end: { status: 410, message: '410: too old' },
      wasOpen: false,
    });
  });

  it('a stream may take as long as it likes, but must not be silent', async () => {
    const cluster = await serve((_, response) => {
      response.write('1\n');
      for (const ms of [150, 300, 450]) {
        setTimeout(() => response.write('more\n'), ms);
      }
    });
    expect(await stream(cluster)).toMatchObject({
      lines: ['1', 'more', 'more', 'more'],
      end: {
        reason: 'stalled',
        message: 'the watch has been silent for 0.3 s',
      },
    });
  });

  it('a stream that breaks is no end', async () => {
    const cluster = await serve((_, response) => {
      response.write('1\n');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await stream(cluster)).toMatchObject({
      lines: ['1'],
      end: { reason: 'unreachable', message: 'the watch broke' },
    });
  });

  it('a line without an end ends the stream', async () => {
    const cluster = await serve((_, response) => {
      response.write('x'.repeat(3 * 1024 * 1024));
    });
    expect(await stream(cluster)).toMatchObject({
      end: { reason: 'unusable', message: 'the watch sent an endless line' },
    });
  });

  it('a stream is left with its signal, or by what is thrown at a line', async () => {
    let left = 0;
    const cluster = await serve((_, response) => {
      response.write('1\n2\n');
      response.on('close', () => left++);
    });
    const why = new Error('enough');
    const abort = new AbortController();
    expect(
      await stream(cluster, {
        signal: abort.signal,
        onLine: () => abort.abort(why),
      }),
    ).toMatchObject({ end: why });
    expect(
      await stream(cluster, {
        onLine: () => {
          throw why;
        },
      }),
    ).toMatchObject({ end: why });
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(left).toBe(2);
  });
});
