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

import { NotAllowedError } from '@backstage/errors';
import type {
  Heartbeat,
  HeartbeatList,
  HeartbeatProblem,
  LivenessStatus,
  Sight,
} from 'backstage-plugin-heartbeat-common';

/*
 * What the dev app shows in place of a backend: every state that the screens
 * can be in. None of this is part of the plugin.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

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

function heartbeat(script: Script): Heartbeat {
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
    extra: { restarts: 7 },
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

export const synced: Sight = {
  cluster: 'demo',
  source: 'label',
  selector: 'heartbeat/controller',
  status: 'synced',
  since: ago(HOUR),
};

export const syncedKargo: Sight = {
  ...synced,
  namespace: 'kargo',
  source: 'label',
  selector: 'kargo.akuity.io/controller',
};

export const starting: Sight = {
  ...synced,
  cluster: 'staging',
  status: 'starting',
  reason: 'starting',
};

export const unreachable: Sight = {
  ...synced,
  cluster: 'production',
  status: 'failed',
  reason: 'unreachable',
  message:
    'Cluster "production" does not answer (connect ECONNREFUSED); check its URL in kubernetes.clusterLocatorMethods and that it is up.',
};

export function answer(
  items: Heartbeat[],
  options: { sights?: Sight[]; problems?: HeartbeatProblem[] } = {},
): HeartbeatList {
  const { sights = [synced, syncedKargo], problems = [] } = options;
  return { observedAt: ago(0), items, sights, problems };
}

const everything = () => [
  dead(),
  late(),
  unknown(),
  neverReported(),
  stopped(),
  provisional(),
  skewed(),
  crashLooping(),
  alive(),
  unnamed(),
];

const never = () => new Promise<never>(() => {});

/** Answers by scenario; some fail, one never comes. */
export const scenarios: Record<string, () => Promise<HeartbeatList>> = {
  everything: async () => answer(everything()),
  healthy: async () => answer([alive(), provisional(), skewed()]),
  alive: async () => answer([alive()]),
  late: async () => answer([late()]),
  dead: async () => answer([dead()]),
  stopped: async () => answer([stopped()]),
  unknown: async () => answer([unknown()]),
  never: async () => answer([neverReported()]),
  provisional: async () => answer([provisional()]),
  restarts: async () => answer([crashLooping()]),
  skewed: async () => answer([skewed()]),
  several: async () => answer([dead(), alive(), unnamed()]),
  problem: async () =>
    answer([alive()], {
      problems: [
        {
          kind: 'annotation',
          message:
            'heartbeat/controller: "my controller" is not a controller name; use at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit',
        },
      ],
    }),
  'partly-blind': async () =>
    answer(everything(), { sights: [synced, starting, unreachable] }),
  starting: async () => answer([], { sights: [starting] }),
  empty: async () => answer([]),
  blind: async () => answer([], { sights: [unreachable] }),
  'empty-partly-blind': async () =>
    answer([], { sights: [synced, unreachable] }),
  many: async () =>
    answer(
      Array.from({ length: 2_000 }, (_, number) =>
        heartbeat({ controller: `shard-${number}`, status: 'Alive' }),
      ),
    ),
  loading: never,
  forbidden: async () => {
    throw new NotAllowedError('Unauthorized');
  },
  failed: async () => {
    throw new Error('Failed to fetch');
  },
};
