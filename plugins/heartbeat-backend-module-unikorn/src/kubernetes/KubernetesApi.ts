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

import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import fetch, { FetchError, type RequestInit, type Response } from 'node-fetch';
import { z } from 'zod';
import { abortable } from '../abortable';
import { KubernetesError } from './KubernetesError';

/** A list is read in pieces of so many: about 2 MB. */
const PAGE_SIZE = 500;

/** 50,000 objects: a list without an end is somebody's error. */
const MAX_PAGES = 100;

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** What API servers say can be a whole help text. */
const MAX_MESSAGE_LENGTH = 300;

const UNAUTHORIZED = 401;

const MERGE_PATCH = 'application/merge-patch+json';

const pageSchema = z.object({
  metadata: z.object({ continue: z.string().optional() }).optional(),
  items: z.array(z.unknown()),
});

const statusSchema = z.object({ message: z.string() });

interface KubernetesRequest {
  method: 'GET' | 'PATCH';
  path: string;
  query?: Record<string, string>;
  body?: object;
  signal: AbortSignal;
}

/**
 * One cluster's API server.
 *
 * @internal
 */
export class KubernetesApi {
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
    return this.#ask({ method: 'GET', path, signal });
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
        method: 'GET',
        path,
        query: {
          ...query,
          limit: `${PAGE_SIZE}`,
          ...(from !== undefined && { continue: from }),
        },
        signal,
      });
      const parsed = pageSchema.safeParse(answer);
      if (!parsed.success) {
        throw this.#failed('unexpected-answer', 'answers no list');
      }
      items.push(...parsed.data.items);
      from = parsed.data.metadata?.continue;
      if (!from) {
        return items;
      }
    }
    throw this.#failed(
      'unexpected-answer',
      `has more than ${MAX_PAGES} pages of one list`,
    );
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
      body: patch,
      signal,
    });
  }

  async #ask(request: KubernetesRequest): Promise<unknown> {
    const deadline = AbortSignal.timeout(this.#timeoutMs);
    const signal = AbortSignal.any([request.signal, deadline]);
    try {
      let response = await this.#send(request, signal, false);
      if (response.status === UNAUTHORIZED) {
        response = await this.#send(request, signal, true);
      }
      const text = await response.text();
      if (!response.ok) {
        throw this.#refused(response.status, text);
      }
      return this.#parse(text);
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof KubernetesError) {
        throw error;
      }
      if (deadline.aborted) {
        throw this.#failed(
          'timeout',
          `does not answer within ${this.#timeoutMs / 1000} s`,
        );
      }
      const code = error instanceof FetchError ? error.code : undefined;
      throw this.#failed(
        'cluster-unavailable',
        `cannot be asked${code ? ` (${code})` : ''}`,
      );
    }
  }

  async #send(
    request: KubernetesRequest,
    signal: AbortSignal,
    renew: boolean,
  ): Promise<Response> {
    const { server, init } = await this.#reach(request, signal, renew);
    const { body, path, query } = request;
    const url = new URL(server);
    url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`;
    for (const [key, value] of Object.entries(query ?? {})) {
      url.searchParams.set(key, value);
    }
    return fetch(url.href, {
      ...init,
      body: body && JSON.stringify(body),
      size: MAX_ANSWER_BYTES,
      signal,
    });
  }

  /** Address, trust and credentials of this moment; what they come from says itself why it cannot. */
  async #reach(
    { body, method }: KubernetesRequest,
    signal: AbortSignal,
    renew: boolean,
  ): Promise<{ server: string; init: RequestInit }> {
    try {
      const kubeConfig = await abortable(
        this.#cluster.kubeConfig({ renew }),
        signal,
      );
      const server = kubeConfig.getCurrentCluster()?.server;
      if (!server) {
        throw new Error('its KubeConfig has no current cluster');
      }
      const init = await abortable(
        kubeConfig.applyToFetchOptions({
          method,
          headers: {
            Accept: 'application/json',
            ...(body && { 'Content-Type': MERGE_PATCH }),
          },
        }),
        signal,
      );
      return { server, init };
    } catch (error) {
      signal.throwIfAborted();
      const words = error instanceof Error ? error.message : `${error}`;
      throw this.#failed(
        'cluster-unavailable',
        `cannot be reached: ${words.slice(0, MAX_MESSAGE_LENGTH)}`,
      );
    }
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#failed(
        'unexpected-answer',
        'answers something that is not JSON',
      );
    }
  }

  #refused(status: number, text: string): KubernetesError {
    let message = '';
    try {
      message = statusSchema.parse(JSON.parse(text)).message;
    } catch {
      // Not Kubernetes' own words: the number has to do.
    }
    const words = message.replace(/\s+/g, ' ').slice(0, MAX_MESSAGE_LENGTH);
    return new KubernetesError({
      status,
      reason:
        status === UNAUTHORIZED || status === 403
          ? 'forbidden'
          : 'unexpected-status',
      message: `The cluster ${this.#cluster.name} answers ${status}${
        words && `: ${words}`
      }`,
    });
  }

  #failed(reason: string, words: string): KubernetesError {
    return new KubernetesError({
      reason,
      message: `The cluster ${this.#cluster.name} ${words}`,
    });
  }
}
