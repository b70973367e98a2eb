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

import { setTimeout as delay } from 'node:timers/promises';
import {
  findServer,
  KeystoneSession,
  listFlavors,
  listServers,
  OpenstackHttp,
} from '.';
import { RealOpenstack } from './__testUtils__/RealOpenstack';
import {
  onOpenstack,
  testCloud,
  tokenSeconds,
} from './__testUtils__/testCloud';

jest.setTimeout(300_000);

const { signal } = new AbortController();

/** A session, and which services it has asked. */
function openSession(options: { monotonicMs?: () => number } = {}) {
  const { authUrl, member } = testCloud();
  const http = new OpenstackHttp({ timeoutMs: 30_000 });
  const json = jest.spyOn(http, 'json');
  return {
    session: new KeystoneSession({
      http,
      endpoint: authUrl,
      credentials: member,
      whose: 'the test',
      ...options,
    }),
    asked: () => json.mock.calls.map(([{ service }]) => service),
  };
}

const any = onOpenstack();
const shortLived = onOpenstack('REAL_OPENSTACK_TOKEN_SECONDS');

any.describeThere(`names on a real Nova${any.lack}`, () => {
  /** Each beside one that a pattern would take for it. */
  const NAMES = [
    'web-1',
    'web-10',
    'Web-1',
    'a|b',
    'a',
    'b',
    'x[1]',
    'x1',
    'a+b',
    'aab',
    'w.b',
    'wxb',
    'q(1)',
    '^a$',
    'c\\d',
    'c d',
    'e#f',
    '*',
    '?',
    '{1}',
  ];

  let openstack: RealOpenstack;

  beforeAll(async () => {
    openstack = await RealOpenstack.open();
    // None finds a host, which is quick, and of no concern to lists.
    const flavorId = await openstack.addFlavor({
      name: 'vast',
      ramMiB: 100_000_000,
    });
    for (const name of NAMES) {
      await openstack.order(name, { flavorId });
    }
  });

  afterAll(() => openstack.stop());

  it.each(NAMES)('finds %j, and nothing that is merely like it', async name => {
    const found = await findServer(openSession().session, name, signal);
    expect(found.filter(server => server.name === name)).toHaveLength(1);
    const wanted = name.toLowerCase();
    expect(
      found.filter(server => server.name.toLowerCase() !== wanted),
    ).toEqual([]);
  });

  it('lists all of them, and the flavors', async () => {
    const { session } = openSession();
    const listed = await listServers(session, signal);
    expect(listed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(NAMES),
    );
    const flavors = await listFlavors(session, [], signal);
    expect(flavors.map(({ name }) => name)).toContain('m1.tiny');
  });
});

shortLived.describeThere(`tokens of a real Keystone${shortLived.lack}`, () => {
  it('are replaced shortly before they end, and when they are refused', async () => {
    const lifeMs = tokenSeconds() * 1000;
    const punctual = openSession();
    // Its clock stands still: to it the token never grows old.
    const late = openSession({ monotonicMs: () => 0 });
    const both = [punctual, late];
    for (const { session } of both) {
      await listServers(session, signal);
      await listServers(session, signal);
    }
    expect(punctual.asked()).toEqual(['Keystone', 'Nova', 'Nova']);
    // Keystone counts whole seconds.
    await delay(lifeMs + 2_000);
    for (const { session } of both) {
      await listServers(session, signal);
    }
    expect(punctual.asked().slice(3)).toEqual(['Keystone', 'Nova']);
    expect(late.asked().slice(3)).toEqual(['Nova', 'Keystone', 'Nova']);
  });
});
