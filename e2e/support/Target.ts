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
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that can be told to be well or not, and that remembers when it was asked. */
export class Target {
  readonly url: string;
  readonly port: number;
  /** By `performance.now()`. */
  readonly asked: number[] = [];
  readonly #server: Server;
  #isFailing = false;
  #answerAfterMs = 0;

  static async start(): Promise<Target> {
    const server = createServer();
    const port = await listen(server, 0);
    return new Target(server, port);
  }

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    this.url = `http://127.0.0.1:${port}/`;
    server.on('request', (_, response) => {
      this.asked.push(performance.now());
      response.statusCode = this.#isFailing ? 500 : 200;
      setTimeout(() => response.end(), this.#answerAfterMs);
    });
  }

  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** From now on its answer is 500. */
  fail(): void {
    this.#isFailing = true;
  }

  /** From now on its answer is 200 again. */
  recover(): void {
    this.#isFailing = false;
  }

  /** It takes its time with each answer. */
  answerAfter(ms: number): void {
    this.#answerAfterMs = ms;
  }

  /** Nobody listens at its port any more. */
  async close(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** It listens again, where it did before. */
  async open(): Promise<void> {
    await listen(this.#server, this.port);
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
