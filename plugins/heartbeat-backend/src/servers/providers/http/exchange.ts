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

import http, {
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import type { Socket } from 'node:net';
import { exchangeFailure } from './exchangeFailure';
import type { HttpRequest } from './HttpRequest';

/** Health answers are small; what a page has beyond this says no more about its server. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * What a server answered, as far as it was read.
 *
 * @internal
 */
export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** There is more of the body than was read. */
  isCut: boolean;
  /** From the request's end to the first byte. */
  firstByteMs: number;
}

/**
 * Asks once over a connection that is used for nothing else, and closes it. Parsing
 * is that of `node:http`; a client with a pool would cost more than twice as much.
 *
 * @throws CheckFailure
 * @internal
 */
export function exchange(options: {
  request: HttpRequest;
  socket: Socket;
  signal: AbortSignal;
}): Promise<HttpAnswer> {
  const { request, socket, signal } = options;
  return new Promise((resolve, reject) => {
    const asked = http.request({
      createConnection: () => socket,
      method: request.method,
      path: `${request.url.pathname}${request.url.search}`,
      headers: request.headers,
    });
    let status: number | undefined;
    let sentAtMs = 0;
    let firstByteMs = 0;
    let isOver = false;

    function end(settle: () => void) {
      if (!isOver) {
        isOver = true;
        signal.removeEventListener('abort', abort);
        asked.destroy();
        socket.destroy();
        settle();
      }
    }
    function fail(cause?: unknown) {
      const isLate = signal.aborted;
      end(() =>
        reject(
          exchangeFailure({ cause, hasStatus: status !== undefined, isLate }),
        ),
      );
    }
    function abort() {
      fail();
    }
    function succeed(answer: IncomingMessage, body: Buffer, isCut: boolean) {
      const { statusCode = 0, headers } = answer;
      end(() =>
        resolve({ status: statusCode, headers, body, isCut, firstByteMs }),
      );
    }

    asked.on('error', fail);
    // Without this, a connection that ends between two events would be waited for.
    asked.on('close', () => fail());
    asked.once('socket', () =>
      socket.once('data', () => {
        firstByteMs = performance.now() - sentAtMs;
      }),
    );
    // 101: nobody asked for it. There is no body, so it stands as it is.
    asked.on('upgrade', answer => succeed(answer, Buffer.alloc(0), false));
    asked.on('response', answer => {
      status = answer.statusCode;
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('error', fail);
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > MAX_BODY_BYTES) {
          succeed(
            answer,
            Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES),
            true,
          );
        }
      });
      answer.on('end', () => succeed(answer, Buffer.concat(chunks), false));
    });
    if (signal.aborted || socket.destroyed) {
      fail();
      return;
    }
    signal.addEventListener('abort', abort);
    sentAtMs = performance.now();
    asked.end(request.body);
  });
}
