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

import { z } from 'zod';
import {
  KubernetesError,
  type KubernetesCluster,
} from 'backstage-plugin-heartbeat-node';

/**
 * Which Leases are meant: a path of the API server and what it selects there.
 *
 * @internal
 */
export interface LeaseQuery {
  path: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/** What the Kubernetes clients use; a page of Leases is about half a megabyte. */
const PAGE_SIZE = 500;

const LIST_TIMEOUT_MS = 15_000;

const leaseList = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    continue: z.string().optional(),
  }),
  items: z.array(z.unknown()).nullable(),
});

async function page(
  cluster: KubernetesCluster,
  query: LeaseQuery,
  options: {
    limit: number;
    continue?: string;
    signal: AbortSignal;
    timeoutMs: number;
  },
): Promise<z.infer<typeof leaseList>> {
  const parsed = leaseList.safeParse(
    await cluster.request({
      path: query.path,
      query: {
        labelSelector: query.labelSelector,
        fieldSelector: query.fieldSelector,
        limit: `${options.limit}`,
        continue: options.continue,
      },
      signal: options.signal,
      timeoutMs: options.timeoutMs,
    }),
  );
  if (!parsed.success) {
    throw new KubernetesError({
      reason: 'unusable',
      message: 'its answer is no list of Leases',
      cause: parsed.error,
    });
  }
  return parsed.data;
}

/**
 * Lists all of them, page by page.
 *
 * @returns the objects as they came, and the resourceVersion to watch from
 * @internal
 */
export async function listLeases(
  cluster: KubernetesCluster,
  query: LeaseQuery,
  signal: AbortSignal,
): Promise<{ items: unknown[]; resourceVersion: string }> {
  const items: unknown[] = [];
  for (let next: string | undefined; ; ) {
    const { metadata, items: more } = await page(cluster, query, {
      limit: PAGE_SIZE,
      continue: next,
      signal,
      timeoutMs: LIST_TIMEOUT_MS,
    });
    items.push(...(more ?? []));
    next = metadata.continue || undefined;
    if (next === undefined) {
      return { items, resourceVersion: metadata.resourceVersion };
    }
  }
}

/**
 * Asks for one Lease only, to see whether the API server answers, what its
 * resourceVersion is now, and what that Lease looks like there.
 *
 * @internal
 */
export async function probeLeases(
  cluster: KubernetesCluster,
  query: LeaseQuery,
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<{ resourceVersion: string; lease: unknown }> {
  const { metadata, items } = await page(cluster, query, {
    limit: 1,
    ...options,
  });
  return { resourceVersion: metadata.resourceVersion, lease: items?.[0] };
}
