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

/**
 * One request to an API server.
 *
 * @public
 */
export interface KubernetesRequest {
  /** Default: `GET`. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * From the root of the API server, e.g. `/apis/coordination.k8s.io/v1/leases`.
   * Names in it are encoded already (`encodeURIComponent`).
   */
  path: string;
  /** What is `undefined` is left out. */
  query?: Record<string, string | undefined>;
  /**
   * Sent as JSON. A patch says by its content type which one it is, e.g.
   * `application/merge-patch+json`; anything else is `application/json`.
   */
  body?: { contentType: string; value: unknown };
  /** Ends it at any time. */
  signal: AbortSignal;
  /** Until the whole answer is there, with all that it takes to ask. */
  timeoutMs: number;
}

/**
 * A request whose answer goes on and on, line by line, as that of a watch.
 *
 * @public
 */
export interface KubernetesStreamRequest
  extends Pick<KubernetesRequest, 'path' | 'query' | 'signal'> {
  /**
   * How long the API server may be silent: until its answer begins, and from then
   * on between any two pieces of it.
   */
  timeoutMs: number;
  /**
   * Called when the answer begins. The proxy of the Kubernetes plugin lets it begin
   * with the first line only.
   */
  onOpen?(): void;
  /**
   * Called with each line, as soon as it is there. What it throws ends the stream.
   *
   * A callback, and no iteration: of a watch with a thousand changes a second, that
   * would take longer for each than all that is done with it.
   */
  onLine(line: string): void;
}

/**
 * A cluster, and the way to ask its API server. {@link createKubernetesCluster}
 * makes one of whatever is known of the cluster.
 *
 * What is promised:
 *
 * - **A deadline** for each request. One that is late ends with a {@link
 *   KubernetesError} of the reason `timeout`, a silent stream with `stalled`.
 * - **A signal** that ends it at once; then it rejects with that signal's reason.
 * - **Everything else is a KubernetesError**: each status but 2xx, no connection, no
 *   credentials, an answer that is no JSON. Whatever answers in the API server's place
 *   (a proxy with a web page, a 429 in plain text, a 504 without `kind`), its message
 *   is fit for people. It holds no credentials, and of a body only what refuses.
 * - **A 401 is asked about once more**, with new credentials. As long as these are
 *   refused too, a request is made once only, with new credentials each time.
 * - **Connections are kept** for a few seconds, at most 100 of them; each stream has its
 *   own. What is read on one that the server has closed is asked again on another, and
 *   after a request without an answer no idle one is used.
 *
 * What is not:
 *
 * - **No other retries**: only who asks knows whether that is safe. A write that has no
 *   answer (no `status`, or 504) may have been done: read before it is repeated.
 * - **No end to a watch that we leave**: where the cluster is behind the Kubernetes
 *   plugin it goes on there. Always set `timeoutSeconds`, and `allowWatchBookmarks`,
 *   which tell a quiet watch from a dead one.
 * - **No compression of a stream**: proxies hold back what is compressed.
 *
 * @public
 */
export interface KubernetesCluster {
  /** Unique among all clusters of the portal. */
  readonly name: string;
  /**
   * Set where the cluster cannot be asked without a user at the keyboard: one
   * sentence that says why and what to do instead.
   */
  readonly unsupported?: string;
  /**
   * Asks, and reads the answer.
   *
   * @returns what the JSON of the answer says
   * @throws KubernetesError, or the reason of the signal
   */
  request(request: KubernetesRequest): Promise<unknown>;
  /**
   * Asks, and reads the answer line by line until the API server ends it. A last line
   * that is not finished is none.
   *
   * @throws KubernetesError, the reason of the signal, or what `onLine` throws
   */
  stream(request: KubernetesStreamRequest): Promise<void>;
}
