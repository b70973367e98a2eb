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

import { SERVER_ANNOTATION } from 'backstage-plugin-heartbeat-common';
import type {
  ServerDefinition,
  ServerSource,
} from 'backstage-plugin-heartbeat-node';
import type { ConfiguredServer } from '../../config/serverOptions';

/**
 * The servers that the operator named in `heartbeat.servers`.
 *
 * @internal
 */
export class ConfigServers implements ServerSource {
  readonly name = 'config';
  readonly annotations = [SERVER_ANNOTATION];
  readonly #servers: ServerDefinition[];

  constructor({ servers }: { servers: ConfiguredServer[] }) {
    this.#servers = servers.map(toDefinition);
  }

  async listServers(): Promise<{ servers: ServerDefinition[] }> {
    return { servers: this.#servers };
  }
}

/**
 * As a source tells of it.
 *
 * @internal
 */
export function toDefinition(server: ConfiguredServer): ServerDefinition {
  return {
    ...server,
    trust: 'operator',
    bindings: [{ annotation: SERVER_ANNOTATION, value: server.name }],
  };
}
