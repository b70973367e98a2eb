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

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Refusal } from '../refusal.mjs';
import { checkPorts, readPortalOptions } from './options.mjs';

const THIS_FILE = import.meta.filename;

function refusalOf(args, env = {}) {
  try {
    readPortalOptions(args, env);
  } catch (error) {
    assert.ok(error instanceof Refusal, error.stack);
    return error.message;
  }
  return assert.fail(`${args.join(' ')} was not refused`);
}

test('without arguments it is the demo, on the usual ports', () => {
  const options = readPortalOptions([], {});
  assert.equal(options.kubeconfig, undefined);
  assert.deepEqual(
    [options.appPort, options.backendPort, options.metricsPort],
    [3000, 7007, 9464],
  );
});

test('a relative kubeconfig is found from where npm was called', () => {
  const [directory, name] = [
    THIS_FILE.replace(/[^/]+$/, ''),
    'options.test.mjs',
  ];
  const options = readPortalOptions(['--kubeconfig', name, '--context', 'c'], {
    INIT_CWD: directory,
  });
  assert.deepEqual([options.kubeconfig, options.context], [THIS_FILE, 'c']);
});

test('what cannot be meant is refused by name', () => {
  assert.match(
    refusalOf(['--kubeconfig', '/no/such']),
    /^--kubeconfig \/no\/such: there is no such file$/,
  );
  assert.match(refusalOf(['--context', 'c']), /^--context needs --kubeconfig/);
  assert.match(refusalOf(['--kubeconfg', 'x']), /'--kubeconfg'/);
  assert.match(
    refusalOf([], { HEARTBEAT_APP_PORT: '70000' }),
    /^HEARTBEAT_APP_PORT=70000 is not a port/,
  );
});

for (const host of ['127.0.0.1', '::']) {
  test(`a port taken on ${host} is refused with the port and its holder`, async t => {
    const server = createServer().listen(0, host);
    t.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address();
    const taken = checkPorts({
      appPort: port,
      backendPort: port,
      metricsPort: port,
    });
    await assert.rejects(taken, error => {
      assert.ok(error instanceof Refusal);
      assert.match(
        error.message,
        new RegExp(
          `^Port ${port}, which the app needs, is taken by .*${
            process.platform === 'linux' ? process.pid : port
          }`,
        ),
      );
      return true;
    });
  });
}
