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

import { macAddress } from './macAddress';

const NETWORK = 'AAAAAAAA-0000-4000-8000-000000000001';
const KEY = `network-${NETWORK.toLowerCase()}`;
const port = (mac?: string) => ({
  version: 4,
  addr: '192.0.2.7',
  ...(mac !== undefined && { 'OS-EXT-IPS-MAC:mac_addr': mac }),
});

describe('the MAC address [M18]', () => {
  it.each([
    ['of its first network', { [KEY]: [port('fa:16:3e:00:00:01')] }],
    [
      'that is the first one not empty',
      { [KEY]: [port(), port(''), port('fa:16:3e:00:00:01'), port('x')] },
    ],
  ])('is the one %s', (_, addresses) => {
    expect(macAddress({ status: 'ACTIVE', addresses }, NETWORK)).toEqual({
      kind: 'found',
      address: 'fa:16:3e:00:00:01',
    });
  });

  const addresses = { [KEY]: [port('fa:16:3e:00:00:01')] };
  it.each([
    ['it is not active', { status: 'SHUTOFF', addresses }, NETWORK],
    ['it has no network', { status: 'ACTIVE', addresses }, undefined],
    ['it has none yet', { status: 'ACTIVE', addresses: {} }, NETWORK],
    ['Nova says nothing', { status: 'ACTIVE', addresses: null }, NETWORK],
    [
      'its network is another one',
      { status: 'ACTIVE', addresses: { net1: addresses[KEY] } },
      NETWORK,
    ],
  ])('is not told where %s', (_, nova, network) => {
    expect(macAddress(nova, network)).toEqual({ kind: 'none' });
  });

  it.each([
    ['a word', 'none'],
    ['a list', []],
    ['a network without a list', { [KEY]: 'x' }],
    [
      'a number for an address',
      { [KEY]: [{ ...port(), [`OS-EXT-IPS-MAC:mac_addr`]: 7 }] },
    ],
  ])('is unreadable in %s', (_, bad) => {
    expect(macAddress({ status: 'ACTIVE', addresses: bad }, NETWORK)).toEqual({
      kind: 'unreadable',
    });
  });
});
