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

import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { makeCertificate, HOST, listen } from '@internal/test-support';
import type { DemoServer } from './DemoServer';

/** Fewer than the 14 days from which on a certificate is worth a warning. */
const DAYS_LEFT = 9;

/** As in the annotation in examples/servers.yaml, and in app-config.yaml, which allows it. */
const ENTITY_PORT = 7118;

const SECOND_MS = 1_000;

/** Often enough to be seen within a minute. */
const INTERVAL = '10s';

async function web(
  name: string,
  config: Record<string, unknown>,
  answer: RequestListener,
): Promise<DemoServer> {
  const { port, stop } = await listen(createServer(answer));
  return {
    config: {
      name,
      interval: INTERVAL,
      ...config,
      http: {
        url: `http://${HOST}:${port}/health`,
        json: { path: '$.status', equals: 'up' },
      },
    },
    stop,
  };
}

function answerAfter(minMs: number, maxMs: number): RequestListener {
  return (_, response) => {
    setTimeout(() => {
      response.setHeader('Content-Type', 'application/json');
      response.end('{"status":"up"}');
    }, minMs + Math.random() * (maxMs - minMs));
  };
}

/** Answers as it should. */
export function healthy(): Promise<DemoServer> {
  return web('storefront', { title: 'Storefront' }, answerAfter(5, 40));
}

/** Answers, later than it should. */
export function slow(): Promise<DemoServer> {
  return web(
    'search',
    { title: 'Search', slow: '500ms' },
    answerAfter(700, 1_400),
  );
}

/**
 * Answers as it should, at the port that its entity names. Where that is taken,
 * whoever has it answers.
 */
export async function namedByEntity(): Promise<DemoServer> {
  try {
    return await listen(createServer(answerAfter(5, 40)), ENTITY_PORT);
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      error.code === 'EADDRINUSE'
    ) {
      return { stop: async () => {} };
    }
    throw error;
  }
}

/** Is well for some time, and then for some time it is not. */
export function flapping(): Promise<DemoServer> {
  const startedMs = Date.now();
  const well = answerAfter(5, 40);
  return web('checkout', { title: 'Checkout' }, (request, response) => {
    const turn = Math.floor((Date.now() - startedMs) / (60 * SECOND_MS));
    if (turn % 2 === 0) {
      well(request, response);
    } else {
      response.statusCode = 503;
      response.end();
    }
  });
}

/** Nobody listens there any more. */
export async function refusing(): Promise<DemoServer> {
  const { port, stop } = await listen(createTcpServer());
  await stop();
  return {
    config: {
      name: 'legacy-billing',
      title: 'Legacy billing',
      interval: INTERVAL,
      tcp: { host: HOST, port },
    },
    stop: async () => {},
  };
}

/** Its certificate is about to expire. */
export async function expiring(): Promise<DemoServer> {
  const { key, cert } = await makeCertificate(HOST, DAYS_LEFT);
  const { port, stop } = await listen(
    createTlsServer({ key, cert }, (_, response) => {
      response.end('ok');
    }),
  );
  return {
    config: {
      name: 'payment-gateway',
      title: 'Payment gateway',
      interval: INTERVAL,
      http: {
        url: `https://${HOST}:${port}/`,
        contains: 'ok',
        tls: { ca: cert },
      },
    },
    stop,
  };
}
