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

import {
  createServer,
  request,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { cutConnection, HOST, listen } from '@internal/test-support';

/**
 * How a proxy cuts a watch: by a TCP reset, in the middle of a line, as if it were the
 * end, before it has sent even the headers, or with an answer of its own instead.
 */
export type Cut =
  | 'reset'
  | 'reset in a line'
  | 'end'
  | 'end in a line'
  | 'reset before the headers'
  | 'answer 504';

const HALF_A_LINE = '{"type":"MODIFIED","object":{"kind":"Le';

/**
 * A proxy in front of an API server that cuts each watch after a time, and in whose
 * world seconds are shorter. It ends watches in the API server's place, too, which
 * knows whole seconds only.
 */
export class CuttingProxy {
  /** Each watch from now on; `undefined` for none. */
  cut: { how: Cut; afterSeconds: () => number } | undefined;
  /** What watches were asked for, in seconds. */
  readonly asked: number[] = [];
  readonly url: string;
  readonly #target: string;
  readonly #secondMs: number;
  readonly #stop: () => Promise<void>;

  private constructor(options: {
    target: string;
    secondMs: number;
    server: { port: number; stop(): Promise<void> };
  }) {
    this.#target = options.target;
    this.#secondMs = options.secondMs;
    this.#stop = options.server.stop;
    this.url = `http://${HOST}:${options.server.port}`;
  }

  static async start(options: {
    target: string;
    /** How long one second is. */
    secondMs: number;
  }): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy({
      ...options,
      server: await listen(server),
    });
    server.on('request', (asked, answer) => proxy.#pass(asked, answer));
    return proxy;
  }

  async stop(): Promise<void> {
    await this.#stop();
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const url = new URL(asked.url ?? '', this.#target);
    const seconds = Number(url.searchParams.get('timeoutSeconds'));
    const isWatch = url.searchParams.get('watch') === '1';
    const { cut } = this;
    const isSilent =
      isWatch &&
      (cut?.how === 'answer 504' || cut?.how === 'reset before the headers');
    const upstream = request(
      url,
      { method: asked.method, headers: asked.headers },
      response => {
        if (!isSilent) {
          answer.writeHead(response.statusCode ?? 0, response.headers);
          answer.flushHeaders();
        }
        response.pipe(answer);
        response.on('error', () => {});
      },
    ).on('error', () => {});
    asked.pipe(upstream);
    const timers: NodeJS.Timeout[] = [];
    answer.on('close', () => {
      timers.forEach(clearTimeout);
      upstream.destroy();
    });
    if (isWatch) {
      this.asked.push(seconds);
      timers.push(setTimeout(() => answer.end(), seconds * this.#secondMs));
    }
    if (isWatch && cut) {
      timers.push(
        setTimeout(
          () => end(answer, cut.how),
          cut.afterSeconds() * this.#secondMs,
        ),
      );
    }
  }
}

function end(answer: ServerResponse, how: Cut): void {
  if (answer.writableEnded) {
    return;
  }
  switch (how) {
    case 'reset':
    case 'reset before the headers':
      cutConnection(answer);
      return;
    case 'reset in a line':
      answer.write(HALF_A_LINE, () => cutConnection(answer));
      return;
    case 'end':
      answer.end();
      return;
    case 'end in a line':
      answer.end(HALF_A_LINE);
      return;
    case 'answer 504':
      answer.writeHead(504).end('upstream request timeout');
  }
}
