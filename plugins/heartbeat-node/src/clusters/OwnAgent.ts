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
import { Agent as HttpAgent, type Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { KubernetesConnection } from './KubernetesConnection';
import { KEPT } from './keepConnections';

/**
 * The connections to an API server that is reached without an agent of its own. They
 * are kept for as long as the same authority is trusted.
 *
 * @internal
 */
export class OwnAgent {
  #last: { agent: Agent; protocol: string; ca: string | undefined } | undefined;

  agentFor({ server, ca }: KubernetesConnection): Agent {
    const { protocol } = new URL(server);
    if (this.#last?.protocol !== protocol || this.#last.ca !== ca) {
      const agent =
        protocol === 'https:'
          ? new HttpsAgent({ ...KEPT, ca })
          : new HttpAgent(KEPT);
      this.#last = { agent, protocol, ca };
    }
    return this.#last.agent;
  }
}
