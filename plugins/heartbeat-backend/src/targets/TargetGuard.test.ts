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

import type { LookupAddress } from 'node:dns';
import { InputError } from '@backstage/errors';
import type { Target } from 'backstage-plugin-heartbeat-node';
import { redactUrl } from './redactUrl';
import { TargetError } from './TargetError';
import { TargetGuard } from './TargetGuard';

/** A network whose names are these. */
function guardOf(
  allow: ConstructorParameters<typeof TargetGuard>[0]['allow'],
  names: Record<string, string[]> = {},
): TargetGuard {
  return new TargetGuard({
    allow,
    lookup: async (host): Promise<LookupAddress[]> =>
      (names[host] ?? []).map(address => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
  });
}

const signal = new AbortController().signal;

function ask(
  guard: TargetGuard,
  host: string,
  port: number,
  options: Pick<Target, 'trust' | 'isRedirect'>,
) {
  return guard.vet({ host, port, ...options }, { signal });
}

/** The lines of the error that it throws. */
function messagesOf(create: () => unknown): string[] {
  try {
    create();
  } catch (error) {
    return error instanceof InputError ? error.message.split('\n') : [];
  }
  return [];
}

describe('TargetGuard', () => {
  it('lets an entity ask what a rule names, at its public addresses', async () => {
    const guard = guardOf([{ hosts: ['*.example.com'], ports: [443] }], {
      'orders.example.com': ['93.184.216.34', '2606:2800:220:1::1'],
    });
    await expect(
      ask(guard, 'Orders.Example.com.', 443, { trust: 'entity' }),
    ).resolves.toEqual({
      addresses: [
        { address: '93.184.216.34', family: 4 },
        { address: '2606:2800:220:1::1', family: 6 },
      ],
      dnsMs: expect.any(Number),
    });
  });

  it('refuses a name of which one address is private', async () => {
    const guard = guardOf([{ hosts: ['*.example.com'], ports: [443] }], {
      'orders.example.com': ['93.184.216.34', '10.0.0.1'],
    });
    await expect(
      ask(guard, 'orders.example.com', 443, { trust: 'entity' }),
    ).rejects.toEqual(
      new TargetError(
        'target-forbidden',
        'orders.example.com leads to 10.0.0.1:443 (private), which no rule of heartbeat.monitor.annotations.allow allows',
      ),
    );
  });

  it('lets an entity ask loopback where a rule says so', async () => {
    const guard = guardOf([{ cidrs: ['127.0.0.1/32'], ports: ['1024-65535'] }]);
    await expect(
      ask(guard, '127.0.0.1', 8080, { trust: 'entity' }),
    ).resolves.toEqual({
      addresses: [{ address: '127.0.0.1', family: 4 }],
      dnsMs: 0,
    });
  });

  it('finds nothing where a name has no address', async () => {
    const guard = guardOf([]);
    await expect(
      ask(guard, 'orders.example.com', 443, { trust: 'operator' }),
    ).rejects.toEqual(
      new TargetError('name-not-found', 'orders.example.com has no address'),
    );
  });

  it('takes what nobody says who named it for what an entity names', async () => {
    const guard = guardOf([]);
    await expect(ask(guard, '10.0.0.1', 443, {})).rejects.toMatchObject({
      reason: 'target-forbidden',
    });
    await expect(
      guard.targets(signal).vet({ host: 'orders.example.com', port: 443 }),
    ).rejects.toMatchObject({ reason: 'target-forbidden' });
    await expect(
      ask(guard, '10.0.0.1', 443, { trust: 'operator' }),
    ).resolves.toMatchObject({ addresses: [{ address: '10.0.0.1' }] });
  });

  it('waits for no answer any longer than it may', async () => {
    const guard = new TargetGuard({
      allow: [],
      lookup: () => new Promise(() => {}),
    });
    await expect(
      guard.vet(
        { host: 'orders.example.com', port: 443, trust: 'operator' },
        { signal: AbortSignal.timeout(20) },
      ),
    ).rejects.toEqual(
      new TargetError(
        'timeout',
        'DNS did not answer for orders.example.com in time',
      ),
    );
  });

  it('passes on what the lookup says', async () => {
    const error = new TargetError('dns-failed', 'no DNS');
    const guard = new TargetGuard({
      allow: [],
      lookup: async () => {
        throw error;
      },
    });
    await expect(
      ask(guard, 'orders.example.com', 443, { trust: 'operator' }),
    ).rejects.toBe(error);
  });

  it('names every value of its rules that it cannot use', () => {
    const messages = messagesOf(() =>
      guardOf([
        { hosts: ['orders.example.com', '*.example.com', '*'] },
        {
          hosts: ['https://a.example.com', '10.1.2.3', 'a.*.com'],
          cidrs: ['10.1.0.0/16', '10.0.0.0/33', '010.0.0.1', 'fe80::1%eth0/64'],
          ports: [443, 0, '8999-8000', 'https'],
        },
      ]),
    );
    expect(messages).toEqual(
      [
        'hosts[0]: "https://a.example.com" is not a host\'s name',
        'hosts[1]: "10.1.2.3" is not a host\'s name',
        'hosts[2]: "a.*.com" is not a host\'s name',
        'cidrs[1]: "10.0.0.0/33" is not a block of addresses',
        'cidrs[2]: "010.0.0.1" is not a block of addresses',
        'cidrs[3]: "fe80::1%eth0/64" is not a block of addresses',
        'ports[1]: 0 is not a port',
        'ports[2]: "8999-8000" is not a port',
        'ports[3]: "https" is not a port',
      ].map(line =>
        expect.stringContaining(
          `heartbeat.monitor.annotations.allow[1].${line}`,
        ),
      ),
    );
  });
});

describe('redactUrl', () => {
  it.each([
    [
      'https://ann:secret@a.example.com:8443/x?token=secret#secret',
      'https://a.example.com:8443/x',
    ],
    ['http://[::1]/', 'http://[::1]/'],
    ['https://A.example.com', 'https://a.example.com/'],
    ['data:text/plain,secret', '(not a URL)'],
    ['secret', '(not a URL)'],
  ])('shows %j as %j', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });
});
