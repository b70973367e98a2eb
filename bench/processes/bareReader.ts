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

// What any observer has to do at the least: read the streams over TLS, split
// them into lines and parse the JSON. The product is held against it.

import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { serveCalls } from '../lib/serveCalls';
import type { ClusterAccess } from './clusters';

const LEASES =
  '/apis/coordination.k8s.io/v1/leases?labelSelector=heartbeat%2Fcontroller';

let changes = 0;

function get(
  { url, caData, token }: ClusterAccess,
  path: string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(
      `${url}${path}`,
      {
        agent: new Agent({ ca: Buffer.from(caData, 'base64') }),
        headers: { Authorization: `Bearer ${token}` },
      },
      resolve,
    )
      .once('error', reject)
      .end();
  });
}

async function read(cluster: ClusterAccess): Promise<void> {
  let text = '';
  for await (const chunk of await get(cluster, `${LEASES}&limit=1`)) {
    text += chunk;
  }
  const { resourceVersion } = JSON.parse(text).metadata;
  const stream = await get(
    cluster,
    `${LEASES}&watch=1&resourceVersion=${resourceVersion}`,
  );
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      JSON.parse(line);
      changes++;
    }
  });
}

const calls = {
  async read({ clusters }: { clusters: ClusterAccess[] }): Promise<void> {
    await Promise.all(clusters.map(read));
  },
  changes: () => changes,
};

/** @see calls */
export type BareReaderProcess = typeof calls;

serveCalls(calls);
