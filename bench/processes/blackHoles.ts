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

// Addresses that take no connection and refuse none: each listens, and once this
// process is stopped and what may wait for it is there, the system answers nobody.

import { createServer, type AddressInfo } from 'node:net';
import { loopbackAddress } from '../lib/loopbackAddress';
import { serveCalls } from '../lib/serveCalls';

async function listen(index: number): Promise<AddressInfo> {
  const server = createServer(socket => socket.destroy());
  await new Promise<void>(resolve => {
    server.listen(
      { port: 0, host: loopbackAddress(2, index), backlog: 1 },
      resolve,
    );
  });
  return server.address() as AddressInfo;
}

const calls = {
  /** @returns where they are */
  open: async ({ count }: { count: number }): Promise<AddressInfo[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => listen(index))),
};

/** @see calls */
export type BlackHolesProcess = typeof calls;

serveCalls(calls);
