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

import net, { type Socket } from 'node:net';
import tls, { type SecureContext, type TLSSocket } from 'node:tls';
import type { TargetAddress } from 'backstage-plugin-heartbeat-node';

/**
 * So long the first of several addresses is waited for before the next is tried.
 * Node's quarter of a second is less than a round trip to the other side of the
 * world takes when a packet is lost.
 */
const NEXT_ADDRESS_MS = 1000;

/** How far a connection had come when it failed. */
export type DialPhase = 'connect' | 'tls';

/**
 * A connection could not be made. Its `cause` is what the socket said; the reason
 * of the signal once that is given; `undefined` if the server just closed it.
 *
 * @internal
 */
export class DialError extends Error {
  readonly phase: DialPhase;

  constructor(phase: DialPhase, cause: unknown) {
    super(`failed to ${phase}`, { cause });
    this.name = 'DialError';
    this.phase = phase;
  }
}

/**
 * Where to connect to.
 *
 * @internal
 */
export interface DialOptions {
  /** Vetted; the first one that answers is taken. */
  addresses: TargetAddress[];
  port: number;
  /** There where TLS is to be spoken. */
  tls?: {
    context: SecureContext;
    /** Whose certificate is asked for; an address is not sent. */
    serverName: string;
    /** By ALPN, e.g. `http/1.1`. */
    protocols?: string[];
  };
  signal: AbortSignal;
}

/**
 * Whoever has it has to destroy the socket, and to listen to its errors.
 *
 * @internal
 */
export interface Connection {
  socket: Socket;
  connectMs: number;
  /** There where TLS is spoken. Whether the certificate is to be trusted is not judged here. */
  secure?: { socket: TLSSocket; tlsMs: number };
}

/**
 * Where the socket is to connect to. To try several addresses, node wants a name,
 * which is not looked up again: its next answer may be another one.
 */
function destination({ addresses, port }: DialOptions) {
  const [{ address }] = addresses;
  return addresses.length === 1
    ? { host: address, port }
    : {
        host: 'vetted.invalid',
        port,
        autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
        lookup: (
          _name: string,
          _options: object,
          callback: (error: null, found: TargetAddress[]) => void,
        ) => callback(null, addresses),
      };
}

/**
 * A new connection to a vetted address.
 *
 * @throws DialError
 * @internal
 */
export function dial(options: DialOptions): Promise<Connection> {
  const { signal, tls: secure } = options;
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const to = destination(options);
    const socket = secure
      ? tls.connect({
          ...to,
          secureContext: secure.context,
          servername: net.isIP(secure.serverName) ? '' : secure.serverName,
          ALPNProtocols: secure.protocols,
          // Whoever is not trusted is told by what is wrong, before anything is sent.
          rejectUnauthorized: false,
        })
      : net.connect(to);
    socket.setNoDelay(true);
    let connectMs: number | undefined;
    let isOver = false;

    function end(settle: () => void) {
      if (!isOver) {
        isOver = true;
        signal.removeEventListener('abort', abort);
        settle();
      }
    }
    function fail(cause: unknown) {
      end(() => {
        socket.destroy();
        reject(
          new DialError(connectMs === undefined ? 'connect' : 'tls', cause),
        );
      });
    }
    function abort() {
      fail(signal.reason);
    }

    // It stays: an error after this is told to whoever uses the socket, too.
    socket.on('error', fail);
    socket.on('close', () => fail(undefined));
    socket.once('connect', () => {
      const elapsedMs = performance.now() - startMs;
      connectMs = elapsedMs;
      if (!secure) {
        end(() => resolve({ socket, connectMs: elapsedMs }));
      }
    });
    if (socket instanceof tls.TLSSocket) {
      socket.once('secureConnect', () => {
        const elapsedMs = performance.now() - startMs;
        const ms = connectMs ?? elapsedMs;
        end(() =>
          resolve({
            socket,
            connectMs: ms,
            secure: { socket, tlsMs: elapsedMs - ms },
          }),
        );
      });
    }
    if (signal.aborted) {
      abort();
    } else {
      signal.addEventListener('abort', abort);
    }
  });
}
