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
import type { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import { keepConnections } from './keepConnections';

/**
 * Of agents that are made anew for each request, the one that keeps its connections:
 * the first, until a certificate or anything else of TLS differs. One without TLS is
 * used as it is, for its connections cost little.
 *
 * @internal
 */
export class KeptAgent {
  #agent: Agent | undefined;
  #terms: object | undefined;

  insteadOf(fresh: Agent | undefined): Agent | undefined {
    if (!(fresh instanceof HttpsAgent)) {
      return fresh;
    }
    // A copy, before anything is added.
    const terms = { ...fresh.options };
    if (!isDeepStrictEqual(terms, this.#terms)) {
      this.#agent = keepConnections(fresh);
      this.#terms = terms;
    }
    return this.#agent;
  }
}
