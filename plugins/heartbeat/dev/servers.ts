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

import type { Server } from 'backstage-plugin-heartbeat-common';
import { ago, HOUR, MINUTE } from './heartbeats';

/*
 * The servers that the dev app shows. None of this is part of the plugin.
 */

const SECOND = 1_000;

const past = (ageMs: number) => ({ at: ago(ageMs), ageMs });

type Script = Pick<Server, 'name' | 'status'> & {
  sinceMs?: number;
  owner?: string;
  runbook?: string;
} & Partial<Server>;

export function server(script: Script): Server {
  const { name, sinceMs = 3 * HOUR + 12 * MINUTE, owner = 'shop' } = script;
  const { runbook, ...fields } = script;
  return {
    id: `server:config/${name}`,
    source: 'config',
    provider: 'http',
    target: `https://${name}.example.com/health`,
    since: past(sinceMs),
    lastCheck: {
      ...past(11_300),
      timings: {
        dnsMs: 1.4,
        connectMs: 3.2,
        tlsMs: 11.8,
        firstByteMs: 24.1,
        totalMs: 41.3,
      },
    },
    intervalMs: 30 * SECOND,
    entities: [
      {
        entityRef: `component:default/${name}`,
        title: name,
        owner: `group:default/${owner}`,
        runbook,
      },
    ],
    ...fields,
  };
}

export const healthy = () => server({ name: 'catalog', status: 'Healthy' });

export const down = () =>
  server({
    name: 'orders',
    title: 'Orders API',
    status: 'Down',
    sinceMs: 4 * MINUTE,
    reason: 'connection-refused',
    message: 'orders.example.com:443 (10.1.4.12) refused the connection',
    runbook: 'https://runbooks.example.com/orders',
    lastCheck: past(8_000),
  });

export const recovering = () =>
  server({
    ...down(),
    name: 'payments',
    id: 'server:config/payments',
    title: undefined,
    target: 'https://payments.example.com/health',
    reason: 'unexpected-status',
    message: 'payments.example.com answered 503; 200 to 299 is expected',
    pending: { status: 'Healthy', count: 1, needed: 2 },
    isFlapping: true,
    owner: 'payments',
  });

export const failing = () =>
  server({
    name: 'stock',
    status: 'Healthy',
    pending: { status: 'Down', count: 2, needed: 3 },
    reason: 'timeout',
    message: 'stock.example.com has not answered within 5 s',
  });

export const slow = () =>
  server({
    name: 'search',
    status: 'Degraded',
    sinceMs: 21 * MINUTE,
    reason: 'slow',
    message: 'It answered in 1.84 s; more than 1 s is slow',
    owner: 'search',
    lastCheck: {
      ...past(4_000),
      timings: {
        dnsMs: 2,
        connectMs: 4,
        tlsMs: 14,
        firstByteMs: 1_790,
        totalMs: 1_842,
      },
    },
  });

export const expiring = () =>
  server({
    name: 'login',
    status: 'Degraded',
    provider: 'tls',
    target: 'login.example.com:443',
    sinceMs: 6 * 24 * HOUR,
    reason: 'certificate-expiring',
    message: 'Its certificate expires on 4 March 2026, in 9 days',
    facts: { issuer: "Let's Encrypt R11", 'days left': '9' },
  });

export const unseen = () =>
  server({
    name: 'warehouse',
    status: 'Unknown',
    provider: 'kubernetes',
    target: 'shop/deployment/warehouse',
    cluster: 'production',
    reason: 'cluster-unavailable',
    message:
      'Cluster "production" does not answer; check its URL and that it is up',
    lastKnown: 'Healthy',
    sinceMs: 95 * SECOND,
    lastCheck: past(3 * MINUTE),
  });

export const maintained = () =>
  server({
    name: 'mail',
    status: 'Maintenance',
    provider: 'tcp',
    target: 'mail.example.com:25',
    message: 'Announced until 18:00: "move to the new rack"',
    lastKnown: 'Healthy',
    sinceMs: 25 * MINUTE,
    lastCheck: { ...past(9_000), timings: { totalMs: 2.1 } },
  });

export const stopped = () =>
  server({
    name: 'worker-7',
    id: 'server:region/worker-7',
    source: 'region',
    provider: 'openstack',
    target: 'region paris, server 5f0c1d0e',
    status: 'Stopped',
    message: 'It is shut off',
    lifecycle: {
      phase: 'Stopped',
      marks: [
        { name: 'scheduled', at: ago(9 * HOUR) },
        { name: 'launched', at: ago(8.7 * HOUR) },
        { name: 'provisioned', at: ago(3 * HOUR) },
      ],
    },
    facts: {
      region: 'paris',
      flavor: 'm5.2xlarge',
      'MAC address': 'fa:16:3e:7b:1c:42',
    },
    owner: 'platform',
  });

export const starting = () =>
  server({
    name: 'new',
    id: 'server:catalog/new',
    source: 'catalog',
    status: 'Unknown',
    reason: 'not-checked',
    sinceMs: 2_000,
    lastCheck: undefined,
  });

export const hostile = () =>
  server({
    name: 'a-very-long-server-name-that-nobody-would-choose-but-somebody-has',
    id: 'server:catalog/hostile',
    source: 'catalog',
    status: 'Down',
    sinceMs: MINUTE,
    target: `https://${'sub.'.repeat(20)}example.com/${'path/'.repeat(12)}`,
    reason: 'some-new-reason',
    message:
      '<img src=x onerror=alert(1)> $t(status.Dead) \u202Eredro dessecorp',
    facts: { '<b>html</b>': 'a-very-long-word-'.repeat(6) },
  });
