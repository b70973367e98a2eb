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

import { isIP } from 'node:net';
import { InputError } from '@backstage/errors';
import ipaddr from 'ipaddr.js';

/**
 * An address, read.
 *
 * @internal
 */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Reads an address in its usual notation. What others mean (`010.0.0.1`,
 * `fe80::1%eth0`) depends on who reads them.
 *
 * @returns `undefined` where it is none
 * @internal
 */
export function parseAddress(text: string): Address | undefined {
  return isIP(text) !== 0 && !text.includes('%')
    ? ipaddr.parse(text)
    : undefined;
}

const CIDR = /^([^/]+)(?:\/(\d{1,3}))?$/;

/**
 * Some addresses: `10.1.0.0/16`, or one alone.
 *
 * @internal
 */
export class AddressBlock {
  readonly #network: Address;
  readonly #bits: number;

  /** @throws InputError */
  static parse(text: string): AddressBlock {
    const [, base = '', length] = CIDR.exec(text) ?? [];
    const network = parseAddress(base);
    const widest = network?.kind() === 'ipv4' ? 32 : 128;
    const bits = length === undefined ? widest : Number(length);
    if (!network || bits > widest) {
      throw new InputError(
        `${JSON.stringify(
          text,
        )} is not a block of addresses; write e.g. "10.1.0.0/16" or "2001:db8::/32"`,
      );
    }
    return new AddressBlock(network, bits);
  }

  private constructor(network: Address, bits: number) {
    this.#network = network;
    this.#bits = bits;
  }

  includes(address: Address): boolean {
    return (
      address.kind() === this.#network.kind() &&
      address.match(this.#network, this.#bits)
    );
  }
}
