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

import ipaddr from 'ipaddr.js';
import { AddressBlock, type Address } from './AddressBlock';

/**
 * What an address is, as far as it matters here.
 *
 * - `public`: somewhere on the internet.
 * - `closed`: in somebody's network, on this machine, or nowhere.
 * - `never`: no server that anybody has a reason to watch, or the way to the
 *   credentials of this machine.
 *
 * @internal
 */
export type AddressKind = 'public' | 'closed' | 'never';

/**
 * What an address is, and the word for it.
 *
 * @internal
 */
export interface AddressVerdict {
  kind: AddressKind;
  word: string;
}

/** A block, what it is, and the word for it. The first that an address is in counts. */
type Block = [cidr: string, kind: AddressKind, word: string];

/** After IANA's registries of special-purpose addresses, and what clouds say of theirs. */
const BLOCKS: Block[] = [
  ['169.254.169.254/32', 'never', 'metadata'],
  ['100.100.100.200/32', 'never', 'metadata'], // Alibaba Cloud
  ['168.63.129.16/32', 'never', 'metadata'], // Azure
  ['192.0.0.192/32', 'never', 'metadata'], // Oracle Cloud
  ['0.0.0.0/8', 'never', 'unspecified'], // Linux takes 0.0.0.0 for itself
  ['169.254.0.0/16', 'never', 'link-local'],
  ['224.0.0.0/4', 'never', 'multicast'],
  ['255.255.255.255/32', 'never', 'broadcast'],
  ['127.0.0.0/8', 'closed', 'loopback'],
  ['10.0.0.0/8', 'closed', 'private'],
  ['172.16.0.0/12', 'closed', 'private'],
  ['192.168.0.0/16', 'closed', 'private'],
  ['100.64.0.0/10', 'closed', 'carrier-grade NAT'],
  ['192.0.0.0/24', 'closed', 'reserved'],
  ['192.0.2.0/24', 'closed', 'documentation'],
  ['198.51.100.0/24', 'closed', 'documentation'],
  ['203.0.113.0/24', 'closed', 'documentation'],
  ['198.18.0.0/15', 'closed', 'benchmark'],
  ['192.31.196.0/24', 'closed', 'reserved'], // AS112
  ['192.52.193.0/24', 'closed', 'reserved'], // multicast tunnels
  ['192.88.99.0/24', 'closed', 'reserved'], // relays of 6to4
  ['192.175.48.0/24', 'closed', 'reserved'], // AS112
  ['240.0.0.0/4', 'closed', 'reserved'],
  ['0.0.0.0/0', 'public', 'public'],
  ['::/128', 'never', 'unspecified'], // Linux takes it for itself
  ['::1/128', 'closed', 'loopback'],
  ['fd00:ec2::/32', 'never', 'metadata'], // AWS
  ['fd20:ce::254/128', 'never', 'metadata'], // Google Cloud
  ['fd00:c1::a9fe:a9fe/128', 'never', 'metadata'], // Oracle Cloud
  ['fe80::/10', 'never', 'link-local'],
  ['ff00::/8', 'never', 'multicast'],
  ['fc00::/7', 'closed', 'unique local'],
  ['fec0::/10', 'closed', 'site-local'],
  ['2001:db8::/32', 'closed', 'documentation'],
  ['3fff::/20', 'closed', 'documentation'],
  ['2001::/23', 'closed', 'reserved'], // Teredo, benchmarks and ORCHID are in it
  ['2002::/16', 'closed', '6to4'],
  ['2620:4f:8000::/48', 'closed', 'reserved'], // AS112
  ['2000::/3', 'public', 'public'],
  ['::/0', 'closed', 'reserved'],
];

/**
 * Blocks of IPv6 whose addresses carry an IPv4 address, which a gateway or this
 * machine connects to: from which of the eight groups on, and what it is
 * combined with.
 */
const CARRIERS: Array<{ cidr: string; group: number; mask: number }> = [
  { cidr: '::/96', group: 6, mask: 0 }, // IPv4-compatible
  { cidr: '::ffff:0:0/96', group: 6, mask: 0 }, // IPv4-mapped
  { cidr: '::ffff:0:0:0/96', group: 6, mask: 0 }, // IPv4-translated
  { cidr: '64:ff9b::/96', group: 6, mask: 0 }, // NAT64
  { cidr: '64:ff9b:1::/48', group: 6, mask: 0 }, // NAT64 of one's own
  { cidr: '2002::/16', group: 1, mask: 0 }, // 6to4
  { cidr: '2001::/32', group: 6, mask: 0xffff }, // Teredo
];

const PARSED_BLOCKS = BLOCKS.map(([cidr, kind, word]) => ({
  block: AddressBlock.parse(cidr),
  verdict: { kind, word },
}));

const PARSED_CARRIERS = CARRIERS.map(({ cidr, ...rest }) => ({
  block: AddressBlock.parse(cidr),
  ...rest,
}));

/** The IPv4 address that an IPv6 address carries, if it does. */
function carriedAddress(address: Address): Address | undefined {
  if (!(address instanceof ipaddr.IPv6)) {
    return undefined;
  }
  const carrier = PARSED_CARRIERS.find(({ block }) => block.includes(address));
  if (!carrier) {
    return undefined;
  }
  const { group, mask } = carrier;
  return new ipaddr.IPv4(
    address.parts
      .slice(group, group + 2)
      .map(part => part ^ mask)
      .flatMap(part => [part >> 8, part & 0xff]),
  );
}

/**
 * What an address is. One that carries another is never public, and `never` if
 * that one is.
 *
 * @internal
 */
export function vetAddress(address: Address): AddressVerdict {
  const own = PARSED_BLOCKS.find(({ block }) => block.includes(address));
  const verdict = own?.verdict ?? { kind: 'closed', word: 'reserved' };
  // `::` and `::1` would be IPv4-compatible addresses too.
  const isOwn = verdict.word === 'loopback' || verdict.kind === 'never';
  const carried = isOwn ? undefined : carriedAddress(address);
  if (!carried) {
    return verdict;
  }
  const { kind, word } = vetAddress(carried);
  return kind === 'never'
    ? { kind, word }
    : { kind: 'closed', word: `${word} in IPv6` };
}
