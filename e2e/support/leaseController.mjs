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

/**
 * A controller that does nothing but renew its Lease over HTTP, as real ones do:
 * in time by its own clock, again soon where that fails, with a new Lease where
 * it is gone, and without one once it is told to end (SIGTERM). Started by
 * `ControllerProcess`, which is told of each renewal.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 250;
const CALL_TIMEOUT_MS = 1_000;
const NOT_FOUND = 404;

const { url, token, namespace, name, durationSeconds, renewEveryMs } =
  JSON.parse(process.argv[2]);
const leases = `${url}/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;

async function send(method, address, type, body) {
  const answer = await fetch(address, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': type },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  await answer.arrayBuffer();
  return answer;
}

function lease() {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, labels: { 'heartbeat/controller': name } },
    spec: {
      holderIdentity: `${name}-${process.pid}`,
      leaseDurationSeconds: durationSeconds,
      // Kubernetes has microseconds
      renewTime: new Date().toISOString().replace('Z', '000Z'),
    },
  };
}

/** @returns whether it is written; what kept it from that is of no interest to a controller */
async function renew() {
  try {
    const type = 'application/merge-patch+json';
    const patched = await send('PATCH', `${leases}/${name}`, type, lease());
    const answer =
      patched.status === NOT_FOUND
        ? await send('POST', leases, 'application/json', lease())
        : patched;
    return answer.ok;
  } catch {
    return false;
  }
}

let isEnding = false;
let renewal = Promise.resolve(false);

process.on('SIGTERM', async () => {
  isEnding = true;
  await renewal;
  await send('DELETE', `${leases}/${name}`, 'application/json');
  process.exit(0);
});
// nobody is left who would end us
process.on('disconnect', () => process.exit(1));

while (!isEnding) {
  renewal = renew();
  const isRenewed = await renewal;
  if (isRenewed) {
    process.send('renewed');
  }
  await sleep(isRenewed ? renewEveryMs : RETRY_MS);
}
