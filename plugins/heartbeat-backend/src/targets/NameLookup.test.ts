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

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type Answer } from 'dns-packet';
import { NameLookup } from './NameLookup';
import { candidatesOf, parseSystemNames, readSystemNames } from './systemNames';
import { TargetError } from './TargetError';

const SERVFAIL = 2;
const NXDOMAIN = 3;

/** `'fail'`: it says that it cannot tell; `'silent'`: it says nothing. */
type Record = { A?: string[]; AAAA?: string[] } | 'fail' | 'silent';

const RECORDS: { [name: string]: Record } = {
  'both.example.com': { A: ['192.0.2.1', '192.0.2.2'], AAAA: ['2001:db8::1'] },
  'v6.example.com': { AAAA: ['2001:db8::2'] },
  'empty.example.com': {},
  'orders.prod.svc.cluster.test': { A: ['10.96.0.1'] },
  'broken.example.com': 'fail',
  'broken.prod.svc.cluster.test': 'fail',
  'gone.example.com': 'silent',
};

const NAMES = parseSystemNames({
  hosts: [
    '127.0.0.1 localhost # ourselves',
    '192.0.2.9  Box.example.com box',
    '2001:db8::9 box',
    '# 192.0.2.66 both.example.com',
    'nonsense box',
  ].join('\n'),
  resolvConf: [
    'nameserver 192.0.2.53',
    'search old.test',
    'search prod.svc.cluster.test svc.cluster.test.',
    'options timeout:1 ndots:2',
  ].join('\n'),
});

let server: Socket;
let asked: string[];
let lookup: NameLookup;

function answer(question: Buffer): Buffer | undefined {
  const packet = decode(question);
  const [{ name, type }] = packet.questions ?? [];
  asked.push(`${type} ${name}`);
  const record = RECORDS[name];
  if (record === 'silent') {
    return undefined;
  }
  const known = typeof record === 'object' ? record : {};
  let code = record === undefined ? NXDOMAIN : 0;
  if (record === 'fail') {
    code = SERVFAIL;
  }
  const answers: Answer[] = [];
  if (type === 'A' || type === 'AAAA') {
    for (const data of known[type] ?? []) {
      answers.push({ type, name, ttl: 60, data });
    }
  }
  return encode({
    type: 'response',
    id: packet.id,
    flags: code,
    questions: packet.questions,
    answers,
  });
}

beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (question, { address, port }) => {
    const bytes = answer(question);
    if (bytes) {
      server.send(bytes, port, address);
    }
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  lookup = new NameLookup({
    servers: [`127.0.0.1:${server.address().port}`],
    readNames: async () => NAMES,
  });
});

beforeEach(() => {
  asked = [];
});

afterAll(() => {
  server.close();
});

async function find(name: string, signal = AbortSignal.timeout(5000)) {
  const found = await lookup.lookup(name, signal);
  return found.map(({ address, family }) => `${family} ${address}`);
}

describe('a name', () => {
  it('leads to its addresses of both kinds', async () => {
    await expect(find('both.example.com')).resolves.toEqual([
      '4 192.0.2.1',
      '4 192.0.2.2',
      '6 2001:db8::1',
    ]);
    await expect(find('v6.example.com')).resolves.toEqual(['6 2001:db8::2']);
  });

  it('is not asked for where this machine’s own file says it', async () => {
    await expect(find('box')).resolves.toEqual([
      '4 192.0.2.9',
      '6 2001:db8::9',
    ]);
    await expect(find('box.example.com')).resolves.toEqual(['4 192.0.2.9']);
    await expect(find('localhost')).resolves.toEqual(['4 127.0.0.1']);
    expect(asked).toEqual([]);
  });

  it('is found in the files of the machine that this runs on', async () => {
    const { hosts } = await readSystemNames();
    expect(hosts.get('localhost')).toContain('127.0.0.1');
    const found = await new NameLookup().lookup(
      'localhost',
      AbortSignal.timeout(5000),
    );
    expect(found).toContainEqual({ address: '127.0.0.1', family: 4 });
  });

  it('below localhost is this machine, whatever DNS says', async () => {
    await expect(find('a.localhost')).resolves.toEqual([
      '4 127.0.0.1',
      '6 ::1',
    ]);
    expect(asked).toEqual([]);
  });

  it('may leave out what the search list adds', async () => {
    await expect(find('orders')).resolves.toEqual(['4 10.96.0.1']);
    await expect(find('orders.prod')).resolves.toEqual(['4 10.96.0.1']);
    await expect(find('payments.prod')).rejects.toEqual(
      new TargetError(
        'name-not-found',
        'DNS knows no address of payments.prod',
      ),
    );
  });

  it('is tried as it stands first if it has enough dots', () => {
    expect(candidatesOf('a.b', NAMES)).toEqual([
      'a.b.prod.svc.cluster.test',
      'a.b.svc.cluster.test',
      'a.b',
    ]);
    expect(candidatesOf('a.b.c', NAMES)[0]).toBe('a.b.c');
  });

  it.each(['missing.example.com', 'empty.example.com'])(
    'without an address is not found: %s',
    async name => {
      await expect(find(name)).rejects.toEqual(
        new TargetError('name-not-found', `DNS knows no address of ${name}`),
      );
    },
  );

  it.each(['broken.example.com', 'broken'])(
    'is in doubt where DNS fails: %s',
    async name => {
      await expect(find(name)).rejects.toEqual(
        new TargetError(
          'dns-failed',
          `DNS cannot say where ${name} is: ESERVFAIL`,
        ),
      );
    },
  );
});

describe('DNS servers that do not answer', () => {
  it('hold up nobody else, and nothing longer than they are waited for', async () => {
    const deadline = new AbortController();
    const waiting = Promise.allSettled(
      Array.from({ length: 50 }, () =>
        find('gone.example.com', deadline.signal),
      ),
    );
    const startMs = performance.now();
    await expect(find('both.example.com')).resolves.toHaveLength(3);
    expect(performance.now() - startMs).toBeLessThan(500);

    deadline.abort();
    const outcomes = await waiting;
    expect(performance.now() - startMs).toBeLessThan(900);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(
      new Set(['rejected']),
    );
  });
});
