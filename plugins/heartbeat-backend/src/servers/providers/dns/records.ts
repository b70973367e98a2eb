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

import type { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Names are the same with a dot at their end, and in whatever case. */
function nameText(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** How records of each type are asked for, as text in the order of a zone file. */
const RECORDS = {
  A: (resolver: Resolver, name: string) => resolver.resolve4(name),
  AAAA: (resolver: Resolver, name: string) => resolver.resolve6(name),
  CNAME: async (resolver: Resolver, name: string) =>
    (await resolver.resolveCname(name)).map(nameText),
  NS: async (resolver: Resolver, name: string) =>
    (await resolver.resolveNs(name)).map(nameText),
  PTR: async (resolver: Resolver, name: string) =>
    (isIP(name)
      ? await resolver.reverse(name)
      : await resolver.resolvePtr(name)
    ).map(nameText),
  MX: async (resolver: Resolver, name: string) =>
    (await resolver.resolveMx(name)).map(
      ({ priority, exchange }) => `${priority} ${nameText(exchange)}`,
    ),
  TXT: async (resolver: Resolver, name: string) =>
    (await resolver.resolveTxt(name)).map(chunks => chunks.join('')),
  SRV: async (resolver: Resolver, name: string) =>
    (await resolver.resolveSrv(name)).map(
      ({ priority, weight, port, name: target }) =>
        `${priority} ${weight} ${port} ${nameText(target)}`,
    ),
  SOA: async (resolver: Resolver, name: string) => {
    const soa = await resolver.resolveSoa(name);
    const names = `${nameText(soa.nsname)} ${nameText(soa.hostmaster)}`;
    return [
      `${names} ${soa.serial} ${soa.refresh} ${soa.retry} ${soa.expire} ${soa.minttl}`,
    ];
  },
  CAA: async (resolver: Resolver, name: string) =>
    (await resolver.resolveCaa(name)).flatMap(({ critical, ...properties }) =>
      Object.entries(properties)
        // Newer versions of node add the record's type beside its one property.
        .filter(([property]) => property !== 'type')
        .map(([property, value]) => `${critical} ${property} ${value}`),
    ),
};

/** @internal */
export type RecordType = keyof typeof RECORDS;

/** @internal */
export const RECORD_TYPES = Object.keys(RECORDS);

/** @internal */
export function isRecordType(type: unknown): type is RecordType {
  return typeof type === 'string' && Object.hasOwn(RECORDS, type);
}

/**
 * The records of a name, as text.
 *
 * @throws what the resolver throws
 * @internal
 */
export function recordsOf(
  resolver: Resolver,
  type: RecordType,
  name: string,
): Promise<string[]> {
  return RECORDS[type](resolver, name);
}

/**
 * A record as somebody wrote it, in the form of {@link recordsOf}.
 *
 * @internal
 */
export function recordText(type: RecordType, text: string): string {
  return type === 'TXT' ? text : nameText(text.trim().replace(/\s+/g, ' '));
}
