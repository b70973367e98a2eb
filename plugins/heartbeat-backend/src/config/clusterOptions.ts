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

import { isAbsolute } from 'node:path';
import { z } from 'zod';

/**
 * A cluster that is reached without the Kubernetes plugin.
 *
 * @internal
 */
export type DirectClusterOptions =
  | {
      name: string;
      /** By the service account of the pod that this backend runs in. */
      type: 'inCluster';
    }
  | {
      name: string;
      /** By one context of a kubeconfig. */
      type: 'kubeconfig';
      path: string;
      /** Absent: the file's current one. */
      context?: string;
    };

const path = z.string().refine(isAbsolute, {
  error: issue =>
    `${JSON.stringify(
      issue.input,
    )} is not an absolute path; write e.g. "\${HOME}/.kube/config"`,
});

const directCluster = z
  .strictObject({
    name: z.string().min(1, { error: 'is empty; give the cluster a name' }),
    inCluster: z.boolean().optional(),
    kubeconfig: path.optional(),
    context: z.string().min(1).optional(),
  })
  .transform((cluster, issues): DirectClusterOptions => {
    const { name, inCluster, kubeconfig, context } = cluster;
    if (!inCluster && kubeconfig !== undefined) {
      return { name, type: 'kubeconfig', path: kubeconfig, context };
    }
    if (inCluster && kubeconfig === undefined && context === undefined) {
      return { name, type: 'inCluster' };
    }
    issues.addIssue(
      inCluster
        ? 'inCluster goes with neither kubeconfig nor context; leave one of them out'
        : 'does not say how to reach it; write inCluster: true, or kubeconfig: <file>',
    );
    return z.NEVER;
  });

/**
 * Reads `heartbeat.clusters`.
 *
 * @internal
 */
export const directClusters = z
  .array(directCluster)
  .min(1, {
    error: 'is empty; leave it out to mean those of the Kubernetes plugin',
  })
  .superRefine((clusters, context) => {
    clusters.forEach((cluster, i) => {
      if (clusters.findIndex(other => other.name === cluster.name) < i) {
        context.addIssue({
          code: 'custom',
          path: [i, 'name'],
          message: `"${cluster.name}" is there twice; give each cluster a name of its own`,
        });
      }
    });
  });
