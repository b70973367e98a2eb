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

import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import tls from 'node:tls';

/** What a server does with a connection, once the request's headers are there. */
export type RawHandler = (socket: Socket, request: string) => void;

/** A server that speaks as a test wants it to: not always HTTP. */
export class RawServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** What was asked of it, oldest first. */
  readonly requests: string[] = [];

  /** @param identity - there where it speaks TLS */
  static async start(
    handler: RawHandler,
    identity?: { key: string; cert: string },
  ): Promise<RawServer> {
    const server = new RawServer(handler, identity);
    await new Promise<void>(resolve =>
      server.#server.listen(0, '127.0.0.1', resolve),
    );
    return server;
  }

  private constructor(
    handler: RawHandler,
    identity?: { key: string; cert: string },
  ) {
    const accept = (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      // Clients that stop reading in the middle are what is tested.
      socket.on('error', () => {});
      let request = '';
      const read = (chunk: Buffer) => {
        request += chunk.toString('latin1');
        if (request.includes('\r\n\r\n')) {
          socket.off('data', read).resume();
          this.requests.push(request);
          handler(socket, request);
        }
      };
      socket.on('data', read);
    };
    this.#server = identity
      ? tls.createServer(identity, accept)
      : net.createServer(accept);
    this.#server.on('tlsClientError', () => {});
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('the server does not listen');
    }
    return address.port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await new Promise(resolve => this.#server.close(resolve));
  }
}
