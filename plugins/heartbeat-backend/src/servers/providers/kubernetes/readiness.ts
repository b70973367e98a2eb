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

import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';

/** The kinds of object whose readiness is understood, and where their API is. */
export const READINESS_KINDS = {
  Node: { path: '/api/v1', resource: 'nodes', isNamespaced: false },
  Pod: { path: '/api/v1', resource: 'pods', isNamespaced: true },
  Deployment: {
    path: '/apis/apps/v1',
    resource: 'deployments',
    isNamespaced: true,
  },
  StatefulSet: {
    path: '/apis/apps/v1',
    resource: 'statefulsets',
    isNamespaced: true,
  },
  DaemonSet: {
    path: '/apis/apps/v1',
    resource: 'daemonsets',
    isNamespaced: true,
  },
} as const;

export type ReadinessKind = keyof typeof READINESS_KINDS;

/** Text from a cluster is by many hands; a sentence is enough. */
const MAX_TEXT_LENGTH = 300;

const conditions = z
  .array(
    z.object({
      type: z.string(),
      status: z.string(),
      reason: z.string().optional(),
      message: z.string().optional(),
    }),
  )
  .default([]);

const count = z.number().default(0);

const metadata = z.object({ deletionTimestamp: z.string().optional() });

const replicas = z.object({ replicas: z.number().default(1) });

const node = z.object({
  metadata,
  spec: z.object({ unschedulable: z.boolean().default(false) }).prefault({}),
  status: z
    .object({
      conditions,
      nodeInfo: z.object({ kubeletVersion: z.string().optional() }).optional(),
    })
    .prefault({}),
});

const containerState = z.object({
  name: z.string(),
  restartCount: z.number().default(0),
  state: z
    .object({ waiting: z.object({ reason: z.string().optional() }).optional() })
    .prefault({}),
});

const pod = z.object({
  metadata,
  status: z
    .object({
      phase: z.string().default('Pending'),
      reason: z.string().optional(),
      message: z.string().optional(),
      conditions,
      containerStatuses: z.array(containerState).default([]),
    })
    .prefault({}),
});

const deployment = z.object({
  metadata,
  spec: replicas.prefault({}),
  status: z.object({ conditions, availableReplicas: count }).prefault({}),
});

const statefulSet = z.object({
  metadata,
  spec: replicas.prefault({}),
  status: z.object({ readyReplicas: count }).prefault({}),
});

const daemonSet = z.object({
  metadata,
  status: z
    .object({ desiredNumberScheduled: count, numberAvailable: count })
    .prefault({}),
});

/** Pressures that a kubelet reports; the node still works. */
const PRESSURES = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];

type Conditions = z.output<typeof conditions>;

function find(all: Conditions, type: string) {
  return all.find(condition => condition.type === type);
}

function said(text: string | undefined): string {
  const short = text?.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT_LENGTH);
  return short ? `: ${short}` : '';
}

function ofNode(object: unknown): ServerObservation {
  const { spec, status } = node.parse(object);
  const facts: Record<string, string> = {};
  if (status.nodeInfo?.kubeletVersion) {
    facts.kubelet = status.nodeInfo.kubeletVersion;
  }
  if (spec.unschedulable) {
    facts.scheduling = 'disabled';
  }
  const ready = find(status.conditions, 'Ready');
  if (ready?.status !== 'True') {
    return {
      outcome: 'down',
      reason: 'not-ready',
      message: ready
        ? `The node is not ready${said(ready.message ?? ready.reason)}`
        : 'The node has not said whether it is ready',
      facts,
    };
  }
  const pressure = status.conditions.find(
    ({ type, status: is }) => PRESSURES.includes(type) && is === 'True',
  );
  return pressure
    ? {
        outcome: 'degraded',
        reason: 'not-ready',
        message: `The node is short of resources (${pressure.type})${said(
          pressure.message,
        )}`,
        facts,
      }
    : { outcome: 'healthy', facts };
}

function ofPod(object: unknown): ServerObservation {
  const { metadata: meta, status } = pod.parse(object);
  const restarts = status.containerStatuses.reduce(
    (sum, { restartCount }) => sum + restartCount,
    0,
  );
  const facts: Record<string, string> =
    restarts > 0 ? { restarts: String(restarts) } : {};
  if (meta.deletionTimestamp !== undefined || status.phase === 'Succeeded') {
    return {
      outcome: 'stopped',
      message:
        status.phase === 'Succeeded'
          ? 'All containers of the pod have done their work'
          : 'The pod is being deleted',
      facts,
    };
  }
  const ready = find(status.conditions, 'Ready');
  if (status.phase === 'Running' && ready?.status === 'True') {
    return { outcome: 'healthy', facts };
  }
  const waiting = status.containerStatuses.find(
    ({ state }) => state.waiting?.reason !== undefined,
  );
  const why = waiting
    ? `: container ${waiting.name} waits (${waiting.state.waiting?.reason})`
    : said(status.message ?? ready?.message ?? status.reason);
  return {
    outcome: 'down',
    reason: 'not-ready',
    message: `The pod is ${
      status.phase === 'Running' ? 'running and not ready' : status.phase
    }${why}`,
    facts,
  };
}

/** How many there are of how many there should be. */
function ofCount(
  there: number,
  wanted: number,
  what: string,
): ServerObservation {
  const facts = { [what]: `${there} of ${wanted}` };
  if (wanted === 0) {
    return { outcome: 'stopped', message: `It is to have no ${what}`, facts };
  }
  if (there >= wanted) {
    return { outcome: 'healthy', facts };
  }
  return {
    outcome: there === 0 ? 'down' : 'degraded',
    reason: 'not-ready',
    message: `${there} of ${wanted} ${what} are ready`,
    facts,
  };
}

function ofDeployment(object: unknown): ServerObservation {
  const { spec, status } = deployment.parse(object);
  const counted = ofCount(status.availableReplicas, spec.replicas, 'replicas');
  const progressing = find(status.conditions, 'Progressing');
  return counted.outcome === 'healthy' && progressing?.status === 'False'
    ? {
        ...counted,
        outcome: 'degraded',
        reason: 'not-ready',
        message: `Its rollout does not get on${said(progressing.message)}`,
      }
    : counted;
}

function ofStatefulSet(object: unknown): ServerObservation {
  const { spec, status } = statefulSet.parse(object);
  return ofCount(status.readyReplicas, spec.replicas, 'replicas');
}

function ofDaemonSet(object: unknown): ServerObservation {
  const { desiredNumberScheduled, numberAvailable } =
    daemonSet.parse(object).status;
  return ofCount(numberAvailable, desiredNumberScheduled, 'pods');
}

const BY_KIND: Record<ReadinessKind, (object: unknown) => ServerObservation> = {
  Node: ofNode,
  Pod: ofPod,
  Deployment: ofDeployment,
  StatefulSet: ofStatefulSet,
  DaemonSet: ofDaemonSet,
};

/**
 * What an object of Kubernetes says of its own readiness. Short of some replicas is
 * degraded, without any is down, and scaled to none is stopped on purpose.
 *
 * @throws if it is no such object
 * @internal
 */
export function readinessOf(
  kind: ReadinessKind,
  object: unknown,
): ServerObservation {
  return BY_KIND[kind](object);
}
