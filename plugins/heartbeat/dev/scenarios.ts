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
  Sight,
} from 'backstage-plugin-heartbeat-common';
import {
  ago,
  alive,
  allReplicas,
  crashLooping,
  dead,
  heartbeat,
  hostileProgress,
  HOUR,
  late,
  neverReported,
  noReplicas,
  progressing,
  provisional,
  skewed,
  someReplicas,
  stopped,
  stuck,
  unknown,
  unnamed,
  unseenReplicas,
} from './heartbeats';

/*
 * What the dev app shows in place of a backend: every state that the screens
 * can be in. None of this is part of the plugin.
 */

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
  someReplicas(),
  progressing(),
  stuck(),
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
  replicas: async () => answer([someReplicas()]),
  'replicas-alive': async () => answer([allReplicas()]),
  'replicas-unseen': async () => answer([unseenReplicas()]),
  'replicas-dead': async () => answer([noReplicas()]),
  progress: async () => answer([progressing()]),
  stuck: async () => answer([stuck()]),
  'long-progress': async () => answer([hostileProgress()]),
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
  disrupted: async () => ({
    ...answer(everything()),
    disruptions: [
      { cluster: 'demo', at: ago(130_000), ageMs: 130_000, count: 9 },
    ],
  }),
  starting: async () => answer([], { sights: [starting] }),
  empty: async () => answer([]),
  blind: async () => answer([], { sights: [unreachable] }),
  'empty-partly-blind': async () =>
    answer([], { sights: [synced, unreachable] }),
  many: async () =>
    answer(
      Array.from({ length: 10_000 }, (_, number) =>
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
