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

import { Resolver } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { isError } from '@backstage/errors';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';
import type { TargetGuard } from '../../../targets';
import { CheckFailure } from '../CheckFailure';
import type { NetworkProvider } from '../NetworkProvider';
import { observe } from '../observe';
import { readSpec } from '../readSpec';
import {
  isRecordType,
  RECORD_TYPES,
  recordsOf,
  recordText,
  type RecordType,
} from './records';

const DNS_PORT = 53;

/** A datagram that is lost is sent again within the time of a check. */
const ATTEMPT_TIMEOUT_MS = 1000;

/** With their growing pauses they outlast every check; its signal ends it. */
const ATTEMPTS = 4;

interface Nameserver {
  host: string;
  port: number;
}

/** `10.1.2.3`, `10.1.2.3:5353`, `::1` or `[::1]:5353` */
function nameserverOf(text: string): Nameserver | undefined {
  if (isIPv6(text)) {
    return { host: text, port: DNS_PORT };
  }
  const url = URL.parse(`dns://${text}`);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return isIP(host) && url?.host === text
    ? { host, port: Number(url.port) || DNS_PORT }
    : undefined;
}

const dnsSpec = z
  .strictObject({
    name: z.string().min(1, { error: 'is empty; write the name to ask for' }),
    type: z
      .custom<RecordType>(isRecordType, {
        error: issue =>
          `${JSON.stringify(
            issue.input,
          )} is not a type that is asked for; those are ${RECORD_TYPES.join(
            ', ',
          )}`,
      })
      .default('A'),
    server: z
      .string()
      .transform((text, context) => {
        const nameserver = nameserverOf(text);
        if (!nameserver) {
          context.addIssue(
            `${JSON.stringify(
              text,
            )} is not the address of a server; write e.g. "10.1.2.3" or "10.1.2.3:53"`,
          );
          return z.NEVER;
        }
        return nameserver;
      })
      .optional(),
    expect: z
      .strictObject({
        values: z.array(z.string()).min(1, { error: 'is empty' }),
        match: z
          .enum(['all', 'any'], { error: 'is neither "all" nor "any"' })
          .default('all'),
      })
      .optional(),
  })
  .transform(({ expect, ...spec }) => ({
    ...spec,
    expect: expect && {
      ...expect,
      values: expect.values.map(value => recordText(spec.type, value)),
    },
  }));

type DnsSpec = z.output<typeof dnsSpec>;

/** What went wrong between us and the answer; other codes say something of ourselves. */
const FAILURES: Record<string, [reason: string, message: string]> = {
  ENOTFOUND: ['name-not-found', 'There is no such name (NXDOMAIN)'],
  ESERVFAIL: ['dns-failed', 'The server could not find out (SERVFAIL)'],
  EREFUSED: ['dns-failed', 'The server refuses to answer (REFUSED)'],
  ENOTIMP: ['dns-failed', 'The server does not know such questions (NOTIMP)'],
  EFORMERR: ['dns-failed', 'The server does not understand us (FORMERR)'],
  EBADRESP: ['unexpected-answer', 'The answer is not one of DNS'],
  ECONNREFUSED: [
    'connection-refused',
    'Nobody answers at the port of the server',
  ],
  ETIMEOUT: ['timeout', 'The server did not answer in time'],
};

function dnsFailure(
  error: unknown,
  { type }: DnsSpec,
  signal: AbortSignal,
): unknown {
  const code = isError(error) ? String(error.code) : '';
  if (signal.aborted) {
    return new CheckFailure('timeout', 'The server did not answer in time');
  }
  if (code === 'ENODATA') {
    return new CheckFailure(
      'unexpected-answer',
      `The name is there, but has no ${type} record`,
    );
  }
  const [reason, message] = FAILURES[code] ?? [];
  return reason && message ? new CheckFailure(reason, message) : error;
}

/** @throws CheckFailure if something is missing in the answer */
function expectRecords({ type, expect }: DnsSpec, found: string[]): void {
  if (found.length === 0) {
    throw new CheckFailure(
      'unexpected-answer',
      `The answer has no ${type} record`,
    );
  }
  const missing = expect?.values.filter(value => !found.includes(value)) ?? [];
  const isEnough =
    expect?.match === 'any'
      ? missing.length < expect.values.length
      : missing.length === 0;
  if (!isEnough) {
    throw new CheckFailure(
      'unexpected-answer',
      `The answer lacks ${missing.join(
        expect?.match === 'any' ? ' and ' : ', ',
      )}`,
    );
  }
}

/**
 * Asks DNS.
 *
 * @internal
 */
export function createDnsProvider({
  guard,
}: {
  guard: TargetGuard;
}): NetworkProvider {
  return {
    kind: 'dns',
    vetsTargets: true,
    prepare(definition) {
      const spec = readSpec('dns', dnsSpec, definition.spec);
      const { name, type, server } = spec;

      async function nameserverFor(signal: AbortSignal): Promise<string[]> {
        if (!server) {
          return [];
        }
        const { trust } = definition;
        const { addresses } = await guard.vet(
          { host: server.host, port: server.port, trust },
          { signal },
        );
        return addresses.map(({ address, family }) =>
          family === 6
            ? `[${address}]:${server.port}`
            : `${address}:${server.port}`,
        );
      }

      return {
        target: [type, name, server && `@${server.host}`]
          .filter(Boolean)
          .join(' '),
        host: server?.host,
        check: ({ signal }) =>
          observe(signal, async (timings): Promise<ServerObservation> => {
            const resolver = new Resolver({
              timeout: ATTEMPT_TIMEOUT_MS,
              tries: ATTEMPTS,
            });
            const servers = await nameserverFor(signal);
            if (servers.length > 0) {
              resolver.setServers(servers);
            }
            const cancel = () => resolver.cancel();
            signal.addEventListener('abort', cancel);
            const startMs = performance.now();
            try {
              signal.throwIfAborted();
              const found = await recordsOf(resolver, type, name);
              expectRecords(spec, found);
              return { outcome: 'healthy' };
            } catch (error) {
              throw error instanceof CheckFailure
                ? error
                : dnsFailure(error, spec, signal);
            } finally {
              signal.removeEventListener('abort', cancel);
              timings.add('dnsMs', performance.now() - startMs);
            }
          }),
      };
    },
  };
}
