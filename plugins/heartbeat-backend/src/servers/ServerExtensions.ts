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

import { ConflictError } from '@backstage/errors';
import type {
  HeartbeatServersExtensionPoint,
  ServerGroupProvider,
  ServerProvider,
  ServerSource,
} from 'backstage-plugin-heartbeat-node';
import type { ModuleKeys } from '../config/ModuleKeys';
import { PROVIDER_KINDS } from './providers';

/** Sources that are built in. */
const OWN_SOURCES = ['config', 'catalog'];

/**
 * The sources and providers that modules bring.
 *
 * @internal
 */
export class ServerExtensions implements HeartbeatServersExtensionPoint {
  readonly #keys: ModuleKeys;
  readonly #sources = new Map<string, ServerSource>();
  readonly #providers = new Map<string, ServerProvider | ServerGroupProvider>();

  constructor(options: { keys: ModuleKeys }) {
    this.#keys = options.keys;
  }

  get sources(): ServerSource[] {
    return [...this.#sources.values()];
  }

  /** By which entities name servers of these sources. */
  get entityKeys(): { annotations: string[]; labels: string[] } {
    return {
      annotations: this.sources.flatMap(({ annotations = [] }) => annotations),
      labels: this.sources.flatMap(({ labels = [] }) => labels),
    };
  }

  get providers(): Array<ServerProvider | ServerGroupProvider> {
    return [...this.#providers.values()];
  }

  addServerSource(source: ServerSource): void {
    const { configKey, name } = source;
    if (this.#sources.has(name) || OWN_SOURCES.includes(name)) {
      throw new ConflictError(
        `There is a source of servers "${name}" already; name this one otherwise, or remove one of the modules that bring them`,
      );
    }
    this.#keys.claim(configKey, `the source of servers "${name}"`);
    this.#sources.set(name, source);
  }

  addServerProvider(provider: ServerProvider | ServerGroupProvider): void {
    const { configKey, kind } = provider;
    if (this.#providers.has(kind) || PROVIDER_KINDS.includes(kind)) {
      throw new ConflictError(
        `There is a provider of the kind "${kind}" already; name this one otherwise, or remove one of the modules that bring them`,
      );
    }
    this.#keys.claim(configKey, `the provider "${kind}"`);
    this.#providers.set(kind, provider);
  }
}
