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

import { z } from 'zod';
import type { NovaServer } from './serverTypes';

const MAC_KEY = 'OS-EXT-IPS-MAC:mac_addr';

const addressesSchema = z.record(
  z.string(),
  z.array(z.object({ [MAC_KEY]: z.string().optional() })),
);

/** @internal */
export type MacAddress =
  | { kind: 'found'; address: string }
  | { kind: 'none' }
  /** Nova's answer has no addresses that can be read. */
  | { kind: 'unreadable' };

/**
 * The MAC address of a running server in its first network (M18).
 *
 * @param networkId - of the first network in the resource, if there is one
 * @internal
 */
export function macAddress(
  { status, addresses }: Pick<NovaServer, 'status' | 'addresses'>,
  networkId: string | undefined,
): MacAddress {
  if (status !== 'ACTIVE' || networkId === undefined) {
    return { kind: 'none' };
  }
  const parsed = addressesSchema.safeParse(addresses ?? {});
  if (!parsed.success) {
    return { kind: 'unreadable' };
  }
  const ofNetwork = parsed.data[`network-${networkId.toLowerCase()}`] ?? [];
  const address = ofNetwork.map(entry => entry[MAC_KEY]).find(Boolean);
  return address ? { kind: 'found', address } : { kind: 'none' };
}
