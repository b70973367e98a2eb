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

import type {
  ServerGroupProvider,
  ServerProvider,
} from 'backstage-plugin-heartbeat-node';
import { PreparedProvider, type ProviderEnvironment } from './PreparedProvider';
import type { MonitorProblem } from './ServerHealthState';

/**
 * All kinds of servers that can be asked.
 *
 * @internal
 */
export class ServerProviders {
  readonly #providers: ReadonlyMap<string, PreparedProvider>;

  constructor(
    options: ProviderEnvironment & {
      providers: Array<ServerProvider | ServerGroupProvider>;
    },
  ) {
    this.#providers = new Map(
      options.providers.map(provider => [
        provider.kind,
        new PreparedProvider(provider, options),
      ]),
    );
  }

  get(kind: string): PreparedProvider | undefined {
    return this.#providers.get(kind);
  }

  get kinds(): string[] {
    return [...this.#providers.keys()];
  }

  get problems(): MonitorProblem[] {
    return [...this.#providers.values()].flatMap(
      ({ problem }) => problem ?? [],
    );
  }
}
