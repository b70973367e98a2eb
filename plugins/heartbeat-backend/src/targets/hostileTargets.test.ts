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
import type { AllowRule } from './AllowRule';
import { TargetError } from './TargetError';
import { TargetGuard } from './TargetGuard';
import type { Target } from 'backstage-plugin-heartbeat-node';
import {
  parseHealthTcpAnnotation,
  parseHealthUrlAnnotation,
} from '../servers/sources/healthAnnotations';

/** What a careful operator allows: a domain, at the port of https, and one network. */
const ALLOW: AllowRule[] = [
  { hosts: ['*.example.com', 'orders.prod.svc'], ports: [443] },
  { cidrs: ['10.1.0.0/16', '2001:db8:1::/48'], ports: [443, '8000-8999'] },
  { hosts: ['pg.example.com'], cidrs: ['10.2.0.0/16'], ports: [5432] },
];

/** What an attacker's DNS server, and some others, say. */
const NAMES: Record<string, string[]> = {
  'orders.example.com': ['93.184.216.34', '2606:2800:220:1::1'],
  'pg.example.com': ['10.2.3.4', '93.184.216.34'],
  'example.com': ['93.184.216.34'],
  'evil.test': ['93.184.216.34'],
  'loopback.example.com': ['127.0.0.1'],
  'loopback6.example.com': ['::1'],
  'private.example.com': ['192.168.1.1'],
  'listed.example.com': ['10.1.2.3'],
  'mixed.example.com': ['93.184.216.34', '10.0.0.1'],
  'mixed6.example.com': ['93.184.216.34', 'fd00::1'],
  'metadata.example.com': ['169.254.169.254'],
  'metadata6.example.com': ['fd00:ec2::254'],
  'mapped.example.com': ['::ffff:169.254.169.254'],
  'nat64.example.com': ['64:ff9b::a9fe:a9fe'],
  'zone.example.com': ['fe80::1%eth0'],
  'nonsense.example.com': ['not an address'],
  'zero.example.com': ['0.0.0.0'],
  'multicast.example.com': ['224.0.0.1'],
  'xn--e1afmkfd.example.com': ['127.0.0.1'],
  'orders.prod.svc': ['10.96.0.10'],
};

const signal = new AbortController().signal;

function guardOf(allow: AllowRule[]) {
  const lookup = jest.fn(
    async (host: string): Promise<LookupAddress[]> =>
      (NAMES[host] ?? []).map(address => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
  );
  return { guard: new TargetGuard({ allow, lookup }), lookup };
}

/** As the http provider reads a URL. */
function targetOf(url: string) {
  const { hostname, port, protocol } = new URL(url);
  const defaultPort = protocol === 'https:' ? 443 : 80;
  return { host: hostname, port: port === '' ? defaultPort : Number(port) };
}

/** Asks for what an annotation of either kind says. */
async function ask(value: string, allow: AllowRule[] = ALLOW) {
  const { guard, lookup } = guardOf(allow);
  const { url } = parseHealthUrlAnnotation(value);
  const { place } = parseHealthTcpAnnotation(value);
  const target = url === undefined ? place : targetOf(url);
  if (!target) {
    return { outcome: 'refused when it was read', lookup };
  }
  const answer = await guard
    .vet({ ...target, trust: 'entity' }, { signal })
    .catch((error: unknown) => error);
  return {
    outcome: answer instanceof TargetError ? answer.reason : answer,
    lookup,
  };
}

const REFUSED = /^(target-forbidden|refused when it was read)$/;

describe('a target that an entity names', () => {
  /** What every rule cannot allow, beside what these do not. */
  const hostile: Array<[value: string, why: string]> = [
    ['http://127.0.0.1/', 'loopback'],
    ['https://127.0.0.1/', 'loopback, at a port that is allowed elsewhere'],
    ['https://127.8.8.8/', 'all of 127/8 is loopback'],
    ['https://127.1/', 'loopback in two parts'],
    ['https://127.0.1/', 'loopback in three parts'],
    ['https://2130706433/', 'loopback as one number'],
    ['https://0x7f000001/', 'loopback as one hexadecimal number'],
    ['https://0x7f.1/', 'loopback, part of it hexadecimal'],
    ['https://0177.0.0.1/', 'loopback in octal'],
    ['https://017700000001/', 'loopback as one octal number'],
    ['https://127.0.0.1./', 'loopback with a dot at the end'],
    ['https://１２７.０.０.１/', 'loopback in full-width digits'],
    ['https://127。0。0。1/', 'loopback with ideographic full stops'],
    ['https://①②⑦.⓪.⓪.①/', 'loopback in circled digits'],
    ['https://%31%32%37.0.0.1/', 'loopback, percent-encoded'],
    ['https://0/', 'unspecified, which is this machine on Linux'],
    ['https://0.0.0.0/', 'unspecified'],
    ['https://0.1.2.3/', '"this network"'],
    ['https://[::]/', 'unspecified'],
    ['https://[::1]/', 'loopback'],
    ['https://[0:0:0:0:0:0:0:1]/', 'loopback, all of it written'],
    ['https://[::ffff:127.0.0.1]/', 'loopback, mapped'],
    ['https://[::ffff:7f00:1]/', 'loopback, mapped, hexadecimal'],
    ['https://[::127.0.0.1]/', 'loopback, compatible'],
    ['https://[::ffff:0:127.0.0.1]/', 'loopback, translated'],
    ['https://[64:ff9b::7f00:1]/', 'loopback behind NAT64'],
    ['https://[64:ff9b:1::10.1.2.3]/', 'behind NAT64 of the local network'],
    ['https://[2002:7f00:1::]/', 'loopback behind 6to4'],
    ['https://[2001:0:0:0:0:0:80ff:fffe]/', 'loopback behind Teredo'],
    ['https://10.0.0.1/', 'private'],
    ['https://10.2.0.1:8443/', 'private, listed for another port'],
    ['https://10.1.2.3:22/', 'a listed address at a port that is not'],
    ['https://10.1.2.3:9000/', 'one port past the range'],
    ['https://172.16.0.1/', 'private'],
    ['https://172.31.255.255/', 'private, the last one'],
    ['https://192.168.0.1/', 'private'],
    [
      'https://[::ffff:10.1.2.3]/',
      'a listed address in a spelling that is not',
    ],
    ['https://100.64.0.1/', 'behind a carrier’s NAT'],
    ['https://169.254.169.254/latest/meta-data/', 'metadata'],
    ['https://2852039166/', 'metadata as one number'],
    ['https://0xa9fea9fe/', 'metadata as one hexadecimal number'],
    ['https://[::ffff:a9fe:a9fe]/', 'metadata, mapped'],
    ['https://[fd00:ec2::254]/', 'metadata of AWS'],
    ['https://100.100.100.200/', 'metadata of Alibaba Cloud'],
    ['https://168.63.129.16/', 'metadata of Azure'],
    ['https://169.254.1.1/', 'link-local'],
    ['https://[fe80::1]/', 'link-local'],
    ['https://[fe80::1%25eth0]/', 'link-local with a zone'],
    ['[fe80::1%eth0]:443', 'link-local with a zone'],
    ['https://[fc00::1]/', 'unique local'],
    ['https://[fec0::1]/', 'site-local'],
    ['https://[ff02::1]/', 'multicast'],
    ['https://224.0.0.1/', 'multicast'],
    ['https://255.255.255.255/', 'broadcast'],
    ['https://240.0.0.1/', 'reserved'],
    ['https://192.0.2.1/', 'documentation'],
    ['https://198.18.0.1/', 'benchmarks'],
    ['https://[2001:db8::1]/', 'documentation'],
    ['https://[2001:2::1]/', 'benchmarks'],
    ['https://[4000::1]/', 'nobody has this'],
    ['https://93.184.216.34/', 'public, but no rule lists it'],
    ['https://[2606:2800:220:1::1]/', 'public, but no rule lists it'],
    ['https://loopback.example.com/', 'leads to loopback'],
    ['https://loopback6.example.com/', 'leads to loopback'],
    ['https://private.example.com/', 'leads into the private network'],
    ['https://listed.example.com/', 'leads to what another rule lists'],
    ['https://mixed.example.com/', 'one of its addresses is private'],
    ['https://mixed6.example.com/', 'one of its addresses is unique local'],
    ['https://metadata.example.com/', 'leads to metadata'],
    ['https://metadata6.example.com/', 'leads to metadata'],
    ['https://mapped.example.com/', 'leads to metadata, mapped'],
    ['https://nat64.example.com/', 'leads to metadata behind NAT64'],
    ['https://zone.example.com/', 'leads to an address with a zone'],
    ['https://nonsense.example.com/', 'leads to what is no address'],
    ['https://zero.example.com/', 'leads to this machine'],
    ['https://multicast.example.com/', 'leads to multicast'],
    ['https://пример.example.com/', 'leads to loopback, in punycode'],
    ['https://orders.prod.svc/', 'leads to a service that no cidrs list'],
    ['pg.example.com:443', 'leads to what its rule lists for another port'],
    ['ftp://orders.example.com/', 'neither http nor https'],
    ['file:///etc/passwd', 'no server at all'],
    ['https://orders.example.com:0/', 'no port'],
    ['https://orders.example.com:65536/', 'no port'],
    [
      'https://orders.example.com@127.0.0.1/',
      'a user name that looks like a host',
    ],
    [
      'https://127.0.0.1#@orders.example.com/',
      'a fragment that looks like a host',
    ],
    [
      'https://127.0.0.1\\@orders.example.com/',
      'a path that looks like a host',
    ],
    ['https://orders.example.com\n.evil.test/', 'a line break'],
    ['https://orders.example.com\t/', 'a tab'],
    ['https://orders.example.com%00.evil.test/', 'a null character'],
    ['orders.example.com\r\nHost: evil.test:443', 'a header'],
  ];

  it.each(hostile)('%j is refused: %s', async value => {
    const { outcome } = await ask(value);
    expect(outcome).toEqual(expect.stringMatching(REFUSED));
  });

  it('is refused in at least 60 ways', () => {
    expect(new Set(hostile.map(([value]) => value)).size).toBeGreaterThan(60);
  });

  it.each([
    ['https://example.com/', 'the domain is not below itself'],
    ['https://evil.test/', 'not listed'],
    ['https://notexample.com/', 'only ends alike'],
    ['https://orders.example.com.evil.test/', 'only begins alike'],
    ['https://localhost/', 'not listed'],
    ['https://a.localhost/', 'not listed'],
    ['https://metadata.google.internal/', 'not listed'],
    ['https://kubernetes.default.svc/', 'not listed'],
    ['http://orders.example.com/', 'listed for another port'],
    ['https://orders.example.com:6443/', 'listed for another port'],
  ])('%j is not even looked up: %s', async value => {
    const { outcome, lookup } = await ask(value);
    expect(outcome).toBe('target-forbidden');
    expect(lookup).not.toHaveBeenCalled();
  });

  it.each([
    ['https://169.254.169.254/'],
    ['https://169.254.1.1/'],
    ['https://100.100.100.200/'],
    ['https://0.0.0.0/'],
    ['https://224.0.0.1/'],
    ['https://255.255.255.255/'],
    ['https://[::]/'],
    ['https://[fe80::1]/'],
    ['https://[ff02::1]/'],
    ['https://[fd00:ec2::254]/'],
    ['https://[::ffff:169.254.169.254]/'],
    ['https://[64:ff9b::169.254.169.254]/'],
    ['https://[2002:a9fe:a9fe::]/'],
    ['https://[2001::5601:5601]/'],
    ['https://[::169.254.169.254]/'],
    ['https://[::ffff:0:169.254.169.254]/'],
    ['https://[64:ff9b:1::169.254.169.254]/'],
    ['https://metadata.example.com/'],
    ['https://mapped.example.com/'],
  ])('%j is refused whatever the rules say', async value => {
    const { outcome } = await ask(value, [
      { hosts: ['*'], cidrs: ['0.0.0.0/0', '::/0'] },
    ]);
    expect(outcome).toBe('target-forbidden');
  });

  it('is refused without any rule', async () => {
    const { outcome, lookup } = await ask('https://orders.example.com/', []);
    expect(outcome).toBe('target-forbidden');
    expect(lookup).not.toHaveBeenCalled();
  });

  const allowed: Array<[value: string, addresses: string[]]> = [
    ['https://orders.example.com/', ['93.184.216.34', '2606:2800:220:1::1']],
    ['https://ORDERS.Example.COM./', ['93.184.216.34', '2606:2800:220:1::1']],
    [
      'https://ｏｒｄｅｒｓ.example.com/',
      ['93.184.216.34', '2606:2800:220:1::1'],
    ],
    ['orders.example.com:443', ['93.184.216.34', '2606:2800:220:1::1']],
    ['https://10.1.2.3/health?full=1', ['10.1.2.3']],
    ['http://10.1.255.255:8999/', ['10.1.255.255']],
    ['https://0xa010203/', ['10.1.2.3']],
    ['10.1.2.3:8000', ['10.1.2.3']],
    ['https://[2001:db8:1::1]/', ['2001:db8:1::1']],
    ['[2001:DB8:1:0::1]:443', ['2001:db8:1::1']],
    ['pg.example.com:5432', ['10.2.3.4', '93.184.216.34']],
    ['10.2.0.1:5432', ['10.2.0.1']],
  ];

  it.each(allowed)('%j is allowed, at %j', async (value, addresses) => {
    const { outcome } = await ask(value);
    expect(outcome).toEqual({
      addresses: addresses.map(address => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
      dnsMs: expect.any(Number),
    });
  });

  it('is allowed on this machine where a rule lists that', async () => {
    const rules = [{ cidrs: ['127.0.0.1/32', '::1'], ports: ['1024-65535'] }];
    for (const [value, address] of [
      ['http://127.0.0.1:8080/', '127.0.0.1'],
      ['http://[::1]:8080/', '::1'],
    ]) {
      const { outcome } = await ask(value, rules);
      expect(outcome).toMatchObject({ addresses: [{ address }] });
    }
    const { outcome } = await ask('http://127.0.0.2:8080/', rules);
    expect(outcome).toBe('target-forbidden');
  });
});

describe('a target of the operator', () => {
  async function follow(url: string, options: Partial<Target> = {}) {
    const { guard } = guardOf(ALLOW);
    const answer = await guard
      .vet({ ...targetOf(url), trust: 'operator', ...options }, { signal })
      .catch((error: unknown) => error);
    return answer instanceof TargetError ? answer.reason : answer;
  }

  it.each([
    'http://127.0.0.1:9/',
    'https://10.0.0.1/',
    'https://loopback.example.com/',
    'https://orders.prod.svc:8443/',
    'http://169.254.20.10/',
  ])('is asked wherever it is: %j', async url => {
    expect(await follow(url)).toHaveProperty('addresses');
  });

  it.each([
    ['https://evil.test/', 'public'],
    ['http://93.184.216.34/', 'public'],
    ['https://orders.example.com/', 'listed'],
    ['https://10.1.2.3:8000/', 'listed'],
    ['https://pg.example.com:5432/', 'listed'],
  ])('may send us to another origin: %j is %s', async url => {
    expect(await follow(url, { isRedirect: true })).toHaveProperty('addresses');
  });

  it.each([
    ['http://127.0.0.1/', 'loopback'],
    ['http://127.1:8080/', 'loopback'],
    ['http://[::1]/', 'loopback'],
    ['http://10.0.0.1/', 'private'],
    ['http://169.254.169.254/', 'metadata'],
    ['http://[fd00:ec2::254]/', 'metadata'],
    ['http://[::ffff:169.254.169.254]/', 'metadata, mapped'],
    ['http://[fe80::1]/', 'link-local'],
    ['http://0.0.0.0/', 'this machine'],
    ['http://224.0.0.1/', 'multicast'],
    ['http://loopback.example.com/', 'leads to loopback'],
    ['http://metadata.example.com/', 'leads to metadata'],
    ['https://mixed.example.com/', 'one of its addresses is private'],
    ['http://evil.test:6379/', 'not a port of the web'],
    ['http://10.1.2.3:6379/', 'listed for other ports'],
  ])('cannot send us anywhere: %j is refused: %s', async url => {
    expect(await follow(url, { isRedirect: true })).toBe('redirect-forbidden');
  });

  it('cannot be sent anywhere either where an entity named it first', async () => {
    expect(
      await follow('https://evil.test/', { trust: 'entity', isRedirect: true }),
    ).toBe('redirect-forbidden');
  });
});
