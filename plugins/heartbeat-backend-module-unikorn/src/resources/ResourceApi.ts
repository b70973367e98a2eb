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

import { isError } from '@backstage/errors';
import {
  KubernetesError,
  type KubernetesCluster,
  type KubernetesRequest,
} from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';

/** A list is read in pieces of so many: about 2 MB. */
const PAGE_SIZE = 500;

/** 50,000 objects: a list without an end is somebody's error. */
const MAX_PAGES = 100;

const MERGE_PATCH = 'application/merge-patch+json';

const pageSchema = z.object({
  metadata: z.object({ continue: z.string().optional() }).optional(),
  items: z.array(z.unknown()),
});

/**
 * The resources of one cluster, as far as the region API needs them: read one, list
 * all, patch a status. What fails says which cluster it is, and nothing of a resource.
 *
 * @internal
 */
export class ResourceApi {
  readonly #cluster: KubernetesCluster;
  readonly #timeoutMs: number;

  constructor(options: {
    cluster: KubernetesCluster;
    /** For one request. */
    timeoutMs: number;
  }) {
    this.#cluster = options.cluster;
    this.#timeoutMs = options.timeoutMs;
  }

  /** @throws KubernetesError */
  async get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#ask({ path, signal });
  }

  /**
   * All objects of a list, page by page.
   *
   * @throws KubernetesError
   */
  async list(
    path: string,
    signal: AbortSignal,
    query: Record<string, string> = {},
  ): Promise<unknown[]> {
    const items: unknown[] = [];
    let from: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.#ask({
        path,
        query: { ...query, limit: `${PAGE_SIZE}`, continue: from },
        signal,
      });
      const parsed = pageSchema.safeParse(answer);
      if (!parsed.success) {
        throw this.#unusable('answers no list');
      }
      items.push(...parsed.data.items);
      from = parsed.data.metadata?.continue || undefined;
      if (from === undefined) {
        return items;
      }
    }
    throw this.#unusable(`has more than ${MAX_PAGES} pages of one list`);
  }

  /** @throws KubernetesError */
  async patchStatus(
    path: string,
    patch: object,
    signal: AbortSignal,
  ): Promise<unknown> {
    return this.#ask({
      method: 'PATCH',
      path: `${path}/status`,
      body: { contentType: MERGE_PATCH, value: patch },
      signal,
    });
  }

  async #ask(request: Omit<KubernetesRequest, 'timeoutMs'>): Promise<unknown> {
    const timeoutMs = this.#timeoutMs;
    try {
      return await this.#cluster.request({ ...request, timeoutMs });
    } catch (error) {
      if (!(error instanceof KubernetesError)) {
        throw error;
      }
      throw new KubernetesError({
        status: error.status,
        reason: error.reason,
        message: this.#saying(this.#words(error)),
        cause: error,
      });
    }
  }

  #words({ cause, message, reason, status }: KubernetesError): string {
    if (status !== undefined) {
      return `answers ${message}`;
    }
    switch (reason) {
      case 'timeout':
      case 'stalled':
        return `does not answer within ${this.#timeoutMs / 1000} s`;
      case 'unusable':
        return 'answers something that is not JSON';
      case 'unreachable':
        return `cannot be asked${codeOf(cause)}`;
      case 'misconfigured':
      case 'unauthorized':
      case 'forbidden':
      case 'rejected':
        return `cannot be reached: ${message}`;
    }
  }

  #unusable(words: string): KubernetesError {
    return new KubernetesError({
      reason: 'unusable',
      message: this.#saying(words),
    });
  }

  #saying(words: string): string {
    return `The cluster ${this.#cluster.name} ${words}`;
  }
}

/** What the connection failed with, e.g. ` (ECONNREFUSED)`. */
function codeOf(error: unknown): string {
  return isError(error) && error.code ? ` (${error.code})` : '';
}
