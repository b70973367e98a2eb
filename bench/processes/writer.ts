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

// The controllers: they create their Leases and renew each of them once per
// period, spread evenly over it, one request per renewal.

import { Agent, request } from 'node:https';
import { leaseObject, microTime } from '../../plugins/heartbeat-test-utils/src';
import { serveCalls } from '../lib/serveCalls';
import type { ClusterAccess } from './clusters';

const NAMESPACE = 'default';

/** What client-go's leader election and most operators state, doubled twice over a period of 10 s. */
const DURATION_SECONDS = 40;

/** Connections to each cluster; more would only share them out. */
const CONNECTIONS = 4;

/** How many creations are on their way at once. */
const SEED_CONCURRENCY = 16;

/** Short, so that renewals do not come in bunches. */
const TICK_MS = 2;

/**
 * A real Lease has 867 bytes of JSON, of which 400 are `metadata.managedFields`,
 * which the embedded API does not keep.
 */
const MANAGED_FIELDS_BYTES = 400;

interface Target {
  cluster: ClusterAccess;
  name: string;
}

let targets: Target[] = [];
const agents = new Map<ClusterAccess, Agent>();
let renewed = 0;
const failures: string[] = [];

function send(
  cluster: ClusterAccess,
  options: { method: string; path: string; contentType: string; body: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${cluster.url}${options.path}`,
      {
        agent: agents.get(cluster),
        method: options.method,
        headers: {
          Authorization: `Bearer ${cluster.token}`,
          'Content-Type': options.contentType,
          'Content-Length': Buffer.byteLength(options.body),
        },
      },
      response => {
        response.resume();
        response.once('error', reject);
        response.once('end', () => {
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) {
            resolve();
          } else {
            reject(new Error(`${options.method} was answered ${statusCode}`));
          }
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(options.body);
  });
}

const LEASES = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases`;

function create({ cluster, name }: Target): Promise<void> {
  const now = new Date();
  const lease = leaseObject({
    namespace: NAMESPACE,
    name,
    labels: { 'heartbeat/controller': name },
    annotations: { 'bench/managed-fields': 'x'.repeat(MANAGED_FIELDS_BYTES) },
    holder: `${name}-7d4b9c5f6d-x2x2x_3f0a2c51-5a0c-4f0e-9a64-1a7f2a0f6a11`,
    acquiredAt: now,
    renewedAt: now,
    durationSeconds: DURATION_SECONDS,
    transitions: 0,
  });
  return send(cluster, {
    method: 'POST',
    path: LEASES,
    contentType: 'application/json',
    body: JSON.stringify(lease),
  });
}

/** The renewal bears the moment of its sending: what is measured from there includes its way to the API server. */
async function renew({ cluster, name }: Target): Promise<void> {
  try {
    await send(cluster, {
      method: 'PATCH',
      path: `${LEASES}/${name}`,
      contentType: 'application/merge-patch+json',
      body: JSON.stringify({ spec: { renewTime: microTime(new Date()) } }),
    });
    renewed++;
  } catch (error) {
    failures.push(String(error));
  }
}

const calls = {
  async seed(options: { clusters: ClusterAccess[]; leases: number }) {
    const { clusters, leases } = options;
    for (const cluster of clusters) {
      agents.set(
        cluster,
        new Agent({
          keepAlive: true,
          maxSockets: CONNECTIONS,
          ca: Buffer.from(cluster.caData, 'base64'),
        }),
      );
    }
    targets = Array.from({ length: leases }, (_, index) => ({
      cluster: clusters[index % clusters.length],
      name: `controller-${String(index).padStart(6, '0')}`,
    }));
    let next = 0;
    await Promise.all(
      Array.from({ length: SEED_CONCURRENCY }, async () => {
        while (next < targets.length) {
          await create(targets[next++]);
        }
      }),
    );
  },

  start({ periodMs }: { periodMs: number }) {
    const startedMs = performance.now();
    let sent = 0;
    setInterval(() => {
      const due = ((performance.now() - startedMs) / periodMs) * targets.length;
      for (; sent < due; sent++) {
        void renew(targets[sent % targets.length]);
      }
    }, TICK_MS);
  },

  /** So far. */
  progress: () => ({ renewed, failed: failures.length, failure: failures[0] }),
};

/** @see calls */
export type WriterProcess = typeof calls;

serveCalls(calls);
