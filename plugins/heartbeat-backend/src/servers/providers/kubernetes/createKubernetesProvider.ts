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

import {
  KubernetesError,
  type MonitorContext,
  type ServerDefinition,
  type ServerObservation,
  type ServerProvider,
} from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';
import { readSpec } from '../readSpec';
import { READINESS_KINDS, readinessOf, type ReadinessKind } from './readiness';

const NOT_FOUND = 404;
const FORBIDDEN = 403;

/** The monitor's own deadline ends a request before this does. */
const TIMEOUT_MS = 60_000;

const KINDS = Object.keys(READINESS_KINDS);

function isReadinessKind(kind: string): kind is ReadinessKind {
  return Object.hasOwn(READINESS_KINDS, kind);
}

const spec = z
  .strictObject({
    cluster: z.string().min(1, { error: 'is empty; name a cluster' }),
    kind: z.custom<ReadinessKind>(
      value => typeof value === 'string' && isReadinessKind(value),
      {
        error: issue =>
          `${JSON.stringify(
            issue.input,
          )} is not a kind whose readiness is known; those are ${KINDS.join(
            ', ',
          )}`,
      },
    ),
    namespace: z.string().min(1, { error: 'is empty' }).optional(),
    name: z.string().min(1, { error: 'is empty; name the object' }),
  })
  .superRefine(({ kind, namespace }, context) => {
    const { isNamespaced } = READINESS_KINDS[kind];
    if (isNamespaced && namespace === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['namespace'],
        message: `is missing; a ${kind} is in a namespace`,
      });
    }
    if (!isNamespaced && namespace !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['namespace'],
        message: `a ${kind} is in no namespace; leave it out`,
      });
    }
  });

/**
 * Asks a cluster how ready a Node, Pod, Deployment, StatefulSet or DaemonSet says
 * that it is: one GET of the object for each check, so that the right to `get` that
 * one object is enough.
 *
 * @internal
 */
export function createKubernetesProvider(): ServerProvider {
  return {
    kind: 'kubernetes',
    prepare(definition: ServerDefinition) {
      const { cluster, kind, namespace, name } = readSpec(
        'kubernetes',
        spec,
        definition.spec,
      );
      const { path, resource } = READINESS_KINDS[kind];
      const place =
        namespace === undefined
          ? ''
          : `/namespaces/${encodeURIComponent(namespace)}`;
      const url = `${path}${place}/${resource}/${encodeURIComponent(name)}`;
      return {
        target: [cluster, namespace, kind, name].filter(Boolean).join('/'),
        host: cluster,
        check: context => ask({ cluster, kind, name, url }, context),
      };
    },
  };
}

async function ask(
  object: { cluster: string; kind: ReadinessKind; name: string; url: string },
  { clusters, signal }: MonitorContext,
): Promise<ServerObservation> {
  const cluster = clusters.get(object.cluster);
  if (!cluster && clusters.isComplete === false) {
    return {
      outcome: 'unknown',
      reason: 'starting',
      message: `The clusters are not known yet, ${object.cluster} among them`,
    };
  }
  if (!cluster) {
    return {
      outcome: 'unknown',
      reason: 'cluster-unavailable',
      message: `There is no cluster ${object.cluster}`,
    };
  }
  if (cluster.unsupported !== undefined) {
    return {
      outcome: 'unknown',
      reason: 'cluster-unavailable',
      message: cluster.unsupported,
    };
  }
  try {
    const answer = await cluster.request({
      path: object.url,
      signal,
      timeoutMs: TIMEOUT_MS,
    });
    return readinessOf(object.kind, answer);
  } catch (error) {
    if (!(error instanceof KubernetesError)) {
      throw error;
    }
    return refusal(object, error);
  }
}

/** What it means for the object that the API server did not hand it over. */
function refusal(
  { cluster, kind, name }: { cluster: string; kind: string; name: string },
  { status, message }: KubernetesError,
): ServerObservation {
  switch (status) {
    case NOT_FOUND:
      return {
        outcome: 'down',
        reason: 'not-found',
        message: `There is no ${kind} ${name} in cluster ${cluster}`,
      };
    case FORBIDDEN:
      return {
        outcome: 'unknown',
        reason: 'forbidden',
        message: `Cluster ${cluster} does not let us get the ${kind} ${name}; see docs/rbac.md`,
      };
    default:
      return {
        outcome: 'unknown',
        reason: 'cluster-unavailable',
        message: `Cluster ${cluster}: ${message}`,
      };
  }
}
