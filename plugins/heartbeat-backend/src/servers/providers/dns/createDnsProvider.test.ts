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

import dgram, { type Socket } from 'node:dgram';
import { once } from 'node:events';
import packet, { type Answer } from 'dns-packet';
import { TargetGuard } from '../../../targets';
import { checkOnce } from '../__testUtils__/checkOnce';
import { createDnsProvider } from './createDnsProvider';

const NXDOMAIN = 3;
const SERVFAIL = 2;
const REFUSED = 5;

const ZONE: Answer[] = [
  { type: 'A', name: 'web.test', data: '10.0.0.1' },
  { type: 'A', name: 'web.test', data: '10.0.0.2' },
  { type: 'AAAA', name: 'web.test', data: '2001:db8::1' },
  { type: 'CNAME', name: 'www.test', data: 'Web.test' },
  { type: 'NS', name: 'test', data: 'ns1.test' },
  { type: 'PTR', name: '1.0.0.10.in-addr.arpa', data: 'web.test' },
  { type: 'MX', name: 'test', data: { preference: 10, exchange: 'mail.test' } },
  { type: 'TXT', name: 'test', data: ['v=spf1 ', '-all'] },
  {
    type: 'SRV',
    name: '_ldap._tcp.test',
    data: { priority: 1, weight: 2, port: 389, target: 'ldap.test' },
  },
  {
    type: 'SOA',
    name: 'test',
    data: {
      mname: 'ns1.test',
      rname: 'admin.test',
      serial: 7,
      refresh: 1,
      retry: 2,
      expire: 3,
      minimum: 4,
    },
  },
  {
    type: 'CAA',
    name: 'test',
    data: { flags: 0, tag: 'issue', value: 'ca.test' },
  },
];

const RCODES: Record<string, number> = {
  'broken.test': SERVFAIL,
  'private.test': REFUSED,
};

/** A server of names: those of ZONE, and some that fare badly. */
async function startNameserver(): Promise<Socket> {
  const server = dgram.createSocket('udp4');
  server.on('message', (message, from) => {
    const { id, questions = [] } = packet.decode(message);
    const [question] = questions;
    const answers = ZONE.filter(
      ({ name, type }) => name === question.name && type === question.type,
    );
    const isKnown = ZONE.some(({ name }) => name === question.name);
    if (question.name === 'silent.test') {
      return;
    }
    const rcode = RCODES[question.name] ?? (isKnown ? 0 : NXDOMAIN);
    const answer =
      question.name === 'garbage.test'
        ? Buffer.from('garbage')
        : packet.encode({
            type: 'response',
            id,
            // dns-packet has the code in the lowest bits of the flags.
            flags: rcode,
            questions,
            answers,
          });
    server.send(answer, from.port, from.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('a check by DNS', () => {
  const provider = createDnsProvider({
    guard: new TargetGuard({ allow: [] }),
  });
  let nameserver: Socket;
  let server: string;

  beforeAll(async () => {
    nameserver = await startNameserver();
    server = `127.0.0.1:${nameserver.address().port}`;
  });

  afterAll(() => {
    nameserver.close();
  });

  it.each([
    ['A', 'web.test', ['10.0.0.2', '10.0.0.1']],
    ['AAAA', 'web.test', ['2001:db8::1']],
    ['CNAME', 'www.test', ['web.test.']],
    ['NS', 'test', ['NS1.test']],
    ['PTR', '10.0.0.1', ['web.test']],
    ['PTR', '1.0.0.10.in-addr.arpa', ['web.test']],
    ['MX', 'test', ['10  mail.test.']],
    ['TXT', 'test', ['v=spf1 -all']],
    ['SRV', '_ldap._tcp.test', ['1 2 389 ldap.test']],
    ['SOA', 'test', ['ns1.test admin.test 7 1 2 3 4']],
    ['CAA', 'test', ['0 issue ca.test']],
  ])('reads %s records of %s', async (type, name, values) => {
    const spec = { name, type, server, expect: { values } };
    await expect(checkOnce(provider, spec)).resolves.toMatchObject({
      outcome: 'healthy',
      timings: { dnsMs: expect.any(Number), totalMs: expect.any(Number) },
    });
  });

  it.each([
    ['gone.test', 'name-not-found', /NXDOMAIN/],
    ['broken.test', 'dns-failed', /SERVFAIL/],
    ['private.test', 'dns-failed', /REFUSED/],
    ['www.test', 'unexpected-answer', /has no A record/],
    ['silent.test', 'timeout', /in time/],
  ])('tells apart what became of %s', async (name, reason, message) => {
    await expect(
      checkOnce(provider, { name, server }, { timeoutMs: 500 }),
    ).resolves.toMatchObject({
      outcome: 'down',
      reason,
      message: expect.stringMatching(message),
    });
  });

  it('survives an answer that is none', async () => {
    const spec = { name: 'garbage.test', server };
    await expect(
      checkOnce(provider, spec, { timeoutMs: 500 }),
    ).resolves.toMatchObject({ outcome: 'down' });
  });

  it.each([
    ['all', ['10.0.0.1', '10.0.0.9'], 'down'],
    ['any', ['10.0.0.1', '10.0.0.9'], 'healthy'],
    ['any', ['10.0.0.8', '10.0.0.9'], 'down'],
  ])('expects %s of %j', async (match, values, outcome) => {
    const spec = { name: 'web.test', server, expect: { values, match } };
    await expect(checkOnce(provider, spec)).resolves.toMatchObject({ outcome });
  });

  it('does not ask a server that an entity may not name', async () => {
    const spec = { name: 'web.test', server };
    await expect(
      checkOnce(provider, spec, { trust: 'entity' }),
    ).resolves.toMatchObject({
      outcome: 'unknown',
      reason: 'target-forbidden',
    });
  });

  it('names each wrong key', () => {
    expect(() =>
      provider.prepare({
        provider: 'dns',
        trust: 'operator',
        spec: {
          type: 'ANY',
          server: 'ns1.test',
          expect: { values: [], match: 'some' },
        },
      }),
    ).toThrow(
      [
        'dns.name: is missing',
        'dns.type: "ANY" is not a type that is asked for; those are A, AAAA, CNAME, NS, PTR, MX, TXT, SRV, SOA, CAA',
        'dns.server: "ns1.test" is not the address of a server; write e.g. "10.1.2.3" or "10.1.2.3:53"',
        'dns.expect.values: is empty',
        'dns.expect.match: is neither "all" nor "any"',
      ].join('\n'),
    );
  });
});
