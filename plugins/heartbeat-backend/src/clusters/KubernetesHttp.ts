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
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import fetch, { type RequestInit, type Response } from 'node-fetch';
import { abortable } from '../time/abortable';
import { errorOfResponse, KubernetesError } from './KubernetesError';
import { openStream } from './openStream';

const UNAUTHORIZED = 401;

/** What an exec plugin has to say can be a whole help text. */
const MAX_MESSAGE_LENGTH = 300;

/**
 * One request to an API server.
 *
 * @internal
 */
export interface KubernetesRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the root of the API server, e.g. `/apis/coordination.k8s.io/v1/leases`. */
  path: string;
  query?: Record<string, string | undefined>;
  body?: { contentType: string; value: unknown };
  signal: AbortSignal;
  /** How long to wait for the answer to begin, and to end unless it is a stream. */
  timeoutMs: number;
}

const viaFetch: typeof openStream = (url, init, signal) =>
  fetch(url, { ...init, signal });

/**
 * Plain HTTP to a cluster, by the address, trust and credentials that its
 * KubeConfig states. The typed clients of `@kubernetes/client-node` cannot
 * watch without swallowing errors, and turn times into Dates, which lose the
 * microseconds that a heartbeat is compared by.
 *
 * Each request has a connection of its own, which costs about 2 ms of CPU over
 * TLS: nothing at one renewal in 40 s and one watch in four minutes, while one
 * that is kept idle so long may be gone without a word when it is needed.
 *
 * @internal
 */
export class KubernetesHttp {
  readonly #cluster: KubernetesCluster;
  /** Whether the last answer was that our credentials are not accepted. */
  #isRefused = false;

  constructor(cluster: KubernetesCluster) {
    this.#cluster = cluster;
  }

  /**
   * Asks and reads the JSON of the answer.
   *
   * @throws KubernetesError for every status but 2xx, no answer and no JSON
   */
  async json(request: KubernetesRequest): Promise<unknown> {
    const deadline = AbortSignal.timeout(request.timeoutMs);
    const signal = AbortSignal.any([request.signal, deadline]);
    return this.#guard(request, deadline, async () => {
      const response = await this.#send(request, signal, viaFetch);
      return response.json();
    });
  }

  /**
   * Asks for an answer that has no end of its own.
   *
   * @throws KubernetesError for every status but 2xx, and for no answer in time
   */
  async stream(request: KubernetesRequest): Promise<NodeJS.ReadableStream> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), request.timeoutMs);
    const signal = AbortSignal.any([request.signal, deadline.signal]);
    try {
      return await this.#guard(request, deadline.signal, async () => {
        const response = await this.#send(request, signal, openStream);
        return response.body;
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(
    request: KubernetesRequest,
    signal: AbortSignal,
    send: typeof openStream,
  ): Promise<Response> {
    let response = await this.#fetch(request, signal, send);
    if (response.status === UNAUTHORIZED && !this.#isRefused) {
      // A token that was revoked or ran out early is no loss of sight if there is a new one.
      this.#isRefused = true;
      response = await this.#fetch(request, signal, send);
    }
    this.#isRefused = response.status === UNAUTHORIZED;
    if (!response.ok) {
      throw await errorOfResponse(response);
    }
    return response;
  }

  async #fetch(
    request: KubernetesRequest,
    signal: AbortSignal,
    send: typeof openStream,
  ): Promise<Response> {
    const { server, init } = await this.#reach(request, signal);
    const url = new URL(server);
    url.pathname = `${url.pathname.replace(/\/$/, '')}${request.path}`;
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) {
        url.searchParams.set(key, value);
      }
    }
    return send(
      url,
      { ...init, body: request.body && JSON.stringify(request.body.value) },
      signal,
    );
  }

  /** The address, trust and credentials of this moment. What they come from may fail, or never answer. */
  async #reach(
    request: KubernetesRequest,
    signal: AbortSignal,
  ): Promise<{ server: string; init: RequestInit }> {
    try {
      const kubeConfig = await abortable(
        this.#cluster.kubeConfig({ renew: this.#isRefused }),
        signal,
      );
      const server = kubeConfig.getCurrentCluster()?.server;
      if (!server) {
        throw new Error('its KubeConfig has no current cluster');
      }
      const init = await abortable(
        kubeConfig.applyToFetchOptions({
          method: request.method ?? 'GET',
          headers: {
            Accept: 'application/json',
            ...(request.body && { 'Content-Type': request.body.contentType }),
          },
        }),
        signal,
      );
      return { server, init };
    } catch (error) {
      if (request.signal.aborted) {
        throw error;
      }
      const why = isError(error) ? error.message : `${error}`;
      throw new KubernetesError({
        reason: 'unauthorized',
        message: signal.aborted
          ? `its credentials are not there within ${request.timeoutMs / 1000} s`
          : why.replace(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE_LENGTH),
        cause: error,
      });
    }
  }

  async #guard<T>(
    request: KubernetesRequest,
    deadline: AbortSignal,
    ask: () => Promise<T>,
  ): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof KubernetesError || request.signal.aborted) {
        throw error;
      }
      throw new KubernetesError({
        message: deadline.aborted
          ? `no answer within ${request.timeoutMs / 1000} s`
          : `no usable answer: ${isError(error) ? error.message : error}`,
        cause: error,
      });
    }
  }
}
