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

const DIST = '../../plugins/heartbeat-backend/dist';

const require = createRequire(import.meta.url);
const { systemClock } = require(`${DIST}/time/clock.cjs.js`);
const {
  RunningThread,
} = require(`${DIST}/servers/thread/RunningThread.cjs.js`);
const { startThread } = require(`${DIST}/servers/thread/startThread.cjs.js`);

const server = createServer((_, response) => response.end('ok'));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const thread = new RunningThread(startThread({ allow: [] }), {
  clock: systemClock,
  onAnswer() {},
  onEnd() {},
});
try {
  const { outcome } = await thread.check(
    {
      id: 1,
      question: {
        provider: 'http',
        trust: 'operator',
        spec: { url: `http://127.0.0.1:${server.address().port}/` },
      },
    },
    new AbortController().signal,
  );
  assert.equal(outcome, 'healthy');
} finally {
  await thread.stop();
  server.close();
}
