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

import type {
  Heartbeat,
  LeaseHeartbeat,
  LivenessStatus,
} from 'backstage-plugin-heartbeat-common';

/*
 * The heartbeats that the dev app shows. None of this is part of the plugin.
 */

const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

const EVIDENCE = {
  durationMs: 30_000,
  marginMs: 1_000,
  usualGapMs: 10_100,
  lateAfterMs: 20_200,
  deadAfterMs: 31_000,
};

interface Script {
  controller: string;
  status: LivenessStatus;
  silentMs?: number;
  sinceMs?: number;
  namespace?: string;
  owner?: string;
  runbook?: string;
  extra?: Partial<Heartbeat>;
}

export function heartbeat(script: Script): Heartbeat {
  const { controller, status, owner = 'platform', extra } = script;
  const { silentMs = 3_100, sinceMs = 3 * HOUR + 12 * MINUTE } = script;
  const namespace = script.namespace ?? controller;
  return {
    id: `demo/${namespace}/${controller}`,
    controller,
    status,
    since: ago(sinceMs),
    lease: { cluster: 'demo', namespace, name: controller },
    holder: `${controller}-7d9c6bf5b-x2x4q_5f0c1d0e-0a3b-4c55-9d29-6a3f5b1f7c11`,
    lastHeartbeat: { observedAt: ago(silentMs), ageMs: silentMs },
    evidence: { ...EVIDENCE, silentForMs: silentMs },
    restarts: 0,
    entities: [
      {
        entityRef: `component:default/${controller}`,
        title: controller,
        owner: `group:default/${owner}`,
        system: 'system:default/delivery',
        runbook: script.runbook,
      },
    ],
    ...extra,
  };
}

export const alive = () => heartbeat({ controller: 'kargo', status: 'Alive' });

export const late = () =>
  heartbeat({
    controller: 'argo-rollouts',
    status: 'Late',
    silentMs: 23_400,
    sinceMs: 3_200,
    owner: 'delivery',
    runbook: 'see the wiki',
  });

export const dead = () =>
  heartbeat({
    controller: 'crossplane',
    status: 'Dead',
    runbook: 'https://runbooks.example.com/crossplane',
    silentMs: 4 * MINUTE + 12 * SECOND,
    sinceMs: 3 * MINUTE + 41 * SECOND,
    owner: 'infrastructure',
  });

export const stopped = () =>
  heartbeat({
    controller: 'image-updater',
    status: 'Stopped',
    silentMs: 20 * MINUTE,
    sinceMs: 20 * MINUTE,
    extra: { holder: '' },
  });

export const unknown = () =>
  heartbeat({
    controller: 'cluster-api',
    status: 'Unknown',
    silentMs: 2 * MINUTE,
    sinceMs: 95 * SECOND,
    owner: 'infrastructure',
    extra: {
      unknown: {
        reason: 'forbidden',
        message:
          'Cluster "demo" does not let the portal list and watch Leases in namespace "cluster-api"; give its service account the verbs "list" and "watch" on "leases" there.',
        lastKnown: 'Alive',
      },
    },
  });

export const neverReported = () =>
  heartbeat({
    controller: 'velero',
    status: 'NeverReported',
    extra: {
      id: 'expected/velero',
      lease: undefined,
      holder: undefined,
      lastHeartbeat: undefined,
      evidence: {},
    },
  });

export const provisional = () =>
  heartbeat({
    controller: 'cert-manager',
    status: 'Alive',
    sinceMs: 4_000,
    extra: { evidence: { ...EVIDENCE, provisional: true } },
  });

export const crashLooping = () =>
  heartbeat({
    controller: 'external-secrets',
    status: 'Alive',
    sinceMs: 40 * SECOND,
    extra: {
      restarts: 7,
      isCrashLooping: true,
      isFlapping: true,
      recentRestarts: [
        {
          kind: 'takeover',
          at: ago(40 * SECOND),
          ageMs: 40 * SECOND,
          holder: 'external-secrets-7d9c6bf5b-x2x4q',
        },
      ],
    },
  });

export const skewed = () =>
  heartbeat({
    controller: 'external-dns',
    status: 'Alive',
    extra: { clockSkewMs: HOUR + 2 * SECOND },
  });

export const unnamed = () =>
  heartbeat({
    controller: '',
    status: 'Alive',
    namespace: 'kargo',
    extra: { id: 'demo/kargo/kargo-controller-unnamed', entities: [] },
  });

function replica(
  name: string,
  status: LivenessStatus,
  silentMs = 3_100,
  extra: Partial<LeaseHeartbeat> = {},
): LeaseHeartbeat {
  return {
    ...heartbeat({
      controller: 'kyverno',
      status,
      silentMs,
      sinceMs: status === 'Alive' ? undefined : silentMs,
    }),
    id: `demo/kyverno/${name}`,
    replica: name,
    lease: { cluster: 'demo', namespace: 'kyverno', name },
    holder: `kyverno-${name.at(-1)}x2x4q_5f0c1d0e-0a3b-4c55-9d29-6a3f5b1f7c11`,
    ...extra,
  };
}

function replicated(
  status: LivenessStatus,
  replicas: LeaseHeartbeat[],
): Heartbeat {
  const speaker = replicas.find(one => one.status === status);
  return {
    ...heartbeat({ controller: 'kyverno', status }),
    ...speaker,
    id: 'demo/kyverno/replicas/kyverno',
    replicas,
  };
}

export const allReplicas = () =>
  replicated('Alive', [
    replica('kyverno-0', 'Alive'),
    replica('kyverno-1', 'Alive', 5_200),
    replica('kyverno-2', 'Alive', 1_900),
  ]);

export const someReplicas = () =>
  replicated('Alive', [
    replica('kyverno-0', 'Alive'),
    replica('kyverno-1', 'Dead', 2 * MINUTE, {
      progress: { message: 'answered request 4,211', ageMs: 2 * MINUTE },
    }),
    replica('kyverno-2', 'Alive', 1_900),
    replica('kyverno-3', 'Stopped', 20 * MINUTE, { holder: '' }),
  ]);

export const unseenReplicas = () =>
  replicated('Alive', [
    replica('kyverno-0', 'Alive'),
    replica('kyverno-1', 'Unknown', MINUTE, { unknown: unknown().unknown }),
  ]);

export const noReplicas = () =>
  replicated('Dead', [
    replica('kyverno-0', 'Dead', 4 * MINUTE),
    replica('kyverno-1', 'Dead', 2 * MINUTE),
  ]);

export const progressing = () =>
  heartbeat({
    controller: 'order-worker',
    status: 'Alive',
    extra: { progress: { message: 'processed order 17', ageMs: 4_200 } },
  });

export const stuck = () =>
  heartbeat({
    controller: 'invoice-worker',
    status: 'Alive',
    extra: {
      progress: { message: 'processed invoice 2,093', ageMs: 48 * MINUTE },
    },
  });

export const hostileProgress = () =>
  heartbeat({
    controller: 'chatty-worker',
    status: 'Alive',
    extra: {
      progress: {
        message: [
          '<img src=x onerror=alert(1)> https://example.com/click-me',
          '$t(status.Dead) \u202Eredro dessecorp',
          'a-very-long-word-'.repeat(6),
        ].join(' '),
        ageMs: 70_000,
      },
    },
  });
