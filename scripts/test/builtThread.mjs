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

// Asks a server in the thread of the backend plugin as it was built (`dist/`).

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const BUILT = '../../plugins/heartbeat-backend/dist/monitor/thread/';

const { startThread } = createRequire(import.meta.url)(
  `${BUILT}startThread.cjs.js`,
);
const server = createServer((_, response) => response.end('ok'));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const thread = startThread({ allow: [] });
try {
  thread.postMessage({
    type: 'check',
    check: 1,
    probe: 1,
    question: {
      provider: 'http',
      trust: 'operator',
      spec: { url: `http://127.0.0.1:${server.address().port}/` },
    },
  });
  const ended = once(thread, 'exit').then(([code]) => {
    throw new Error(`the thread ended with code ${code} instead of an answer`);
  });
  const answered = new Promise((resolve, reject) => {
    thread.on('message', message => message !== 'ready' && resolve(message));
    thread.on('error', reject);
  });
  const { check, observation } = await Promise.race([answered, ended]);
  assert.deepEqual(
    { check, outcome: observation?.outcome },
    { check: 1, outcome: 'healthy' },
  );
} finally {
  await thread.terminate();
  server.close();
}
