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

import type { Agent, OutgoingHttpHeaders } from 'node:http';

/**
 * How an API server is reached.
 *
 * @public
 */
export interface KubernetesConnection {
  /** Its URL, with the path before all others if there is one. */
  server: string;
  /** What shows who we are, e.g. `Authorization`. */
  headers?: OutgoingHttpHeaders;
  /** PEM of the authority to trust. Absent: those that Node.js trusts. */
  ca?: string;
  /**
   * What else it takes, such as a client certificate or the way through an HTTP
   * proxy. It knows its own authorities, and whether connections are kept. Absent:
   * connections are kept for a few seconds, those of streams excepted.
   */
  agent?: Agent;
}

/**
 * Finds out how an API server is reached at this moment; asked before each request.
 * It may take its time or never answer, which the deadline of the request ends.
 *
 * @param options - `renew`: the API server refuses what was answered last (401); what
 * is kept of that must not be used again. `keep`: whether the connection may be kept
 * for later requests; that of a stream may not
 * @throws if there is no way now, with a sentence that is shown
 * @public
 */
export type KubernetesConnect = (options: {
  renew: boolean;
  keep: boolean;
}) => Promise<KubernetesConnection>;
