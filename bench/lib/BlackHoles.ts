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

import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlackHolesProcess } from '../processes/blackHoles';
import { Child } from './Child';

/** A queue of one takes two, and one more is on its way. */
const CONNECTIONS_TO_FILL = 4;

/** A connection on loopback that is taken at all is taken within a millisecond. */
const SILENCE_MS = 300;

const SAMPLES = 20;

/** Addresses that answer nothing, not even that they do not. */
export class BlackHoles {
  readonly urls: string[];
  readonly #sockets: Socket[];

  /** @throws if one of them answers all the same */
  static async open(count: number): Promise<BlackHoles> {
    const child = Child.start<BlackHolesProcess>('blackHoles');
    const addresses = await child.call('open', { count });
    child.pause();
    const sockets = addresses.flatMap(address =>
      Array.from({ length: CONNECTIONS_TO_FILL }, () => open(address)),
    );
    await sleep(SILENCE_MS);
    const step = Math.max(1, Math.floor(count / SAMPLES));
    await Promise.all(
      addresses.filter((_, index) => index % step === 0).map(expectSilence),
    );
    return new BlackHoles(addresses, sockets);
  }

  private constructor(addresses: AddressInfo[], sockets: Socket[]) {
    this.urls = addresses.map(
      ({ address, port }) => `http://${address}:${port}/health`,
    );
    this.#sockets = sockets;
  }

  close(): void {
    this.#sockets.forEach(socket => socket.destroy());
  }
}

function open({ address, port }: AddressInfo): Socket {
  const socket = connect({ host: address, port });
  // most of them are never answered, which is the point
  socket.on('error', () => {});
  return socket;
}

async function expectSilence(address: AddressInfo): Promise<void> {
  const socket = open(address);
  const answered = new Promise<boolean>(resolve => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(true));
  });
  const isAnswered = await Promise.race([
    answered,
    sleep(SILENCE_MS).then(() => false),
  ]);
  socket.destroy();
  if (isAnswered) {
    throw new Error(
      `${address.address}:${address.port} was to be silent, and answers`,
    );
  }
}
