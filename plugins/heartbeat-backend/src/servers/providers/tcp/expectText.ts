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
import { CheckFailure } from '../CheckFailure';
import { networkFailure } from '../networkFailure';

/** A server that has not said it by then says something else. */
const MAX_BYTES = 64 * 1024;

/**
 * Waits until a server has said a text, and reads no further. The socket is the
 * caller's to destroy.
 *
 * @param send - absent: it speaks first
 * @returns how long its first byte took
 * @throws CheckFailure that repeats nothing of what it said
 * @internal
 */
export function expectText(options: {
  socket: Socket;
  send?: string;
  expect: string;
  signal: AbortSignal;
}): Promise<number> {
  const { socket, send, expect, signal } = options;
  const expected = Buffer.from(expect);
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    let firstByteMs: number | undefined;
    let said = Buffer.alloc(0);

    const end = (settle: () => void) => {
      signal.removeEventListener('abort', abort);
      socket.removeListener('data', read);
      socket.pause();
      settle();
    };
    const fail = (reason: string, message: string) =>
      end(() => reject(new CheckFailure(reason, message)));
    function abort() {
      fail('timeout', 'It did not say in time what tcp.expect expects');
    }
    function read(chunk: Buffer) {
      firstByteMs ??= performance.now() - startMs;
      said = Buffer.concat([said, chunk]);
      const waitedMs = firstByteMs;
      if (said.subarray(0, MAX_BYTES).includes(expected)) {
        end(() => resolve(waitedMs));
      } else if (said.length >= MAX_BYTES) {
        fail(
          'body-too-large',
          'Its first 64 kB are without what tcp.expect expects',
        );
      }
    }

    socket.on('data', read);
    socket.on('error', error =>
      end(() => reject(networkFailure(error) ?? error)),
    );
    socket.on('close', () =>
      firstByteMs === undefined
        ? fail('connection-reset', 'It closed the connection without a word')
        : fail('unexpected-answer', 'It did not say what tcp.expect expects'),
    );
    signal.addEventListener('abort', abort);
    if (signal.aborted) {
      abort();
    } else if (socket.destroyed) {
      fail('connection-reset', 'It closed the connection without a word');
    } else if (send !== undefined) {
      socket.write(send);
    }
  });
}
