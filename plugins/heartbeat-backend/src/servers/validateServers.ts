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

import { InputError } from '@backstage/errors';
import type {
  ServerDefinition,
  ServerGroupProvider,
  ServerProvider,
} from 'backstage-plugin-heartbeat-node';
import type { MonitorOptions } from '../config/monitorOptions';
import type { ConfiguredServer } from '../config/serverOptions';
import { toDefinition } from './sources/ConfigServers';
import { messageOf } from './messageOf';
import { isGroupProvider, unknownKind } from './checks/prepareServer';

/**
 * Reads all servers and references of app-config with their providers: an operator
 * is to learn at the start, and all at once, what is wrong with them.
 *
 * @throws InputError that names every wrong key and the way out
 * @internal
 */
export function validateServers(options: {
  servers: ConfiguredServer[];
  monitor: MonitorOptions;
  providers: Array<ServerProvider | ServerGroupProvider>;
}): void {
  const { monitor, providers, servers } = options;
  const kinds = providers.map(({ kind }) => kind);
  const byKind = new Map(providers.map(provider => [provider.kind, provider]));

  const errorsOf = (definition: ServerDefinition): string[] => {
    const provider = byKind.get(definition.provider);
    if (!provider) {
      return [
        `${definition.provider}: ${unknownKind(definition.provider, {
          kinds,
        })}`,
      ];
    }
    try {
      provider.prepare(definition);
      return [];
    } catch (error) {
      return messageOf(error).split('\n');
    }
  };

  const ofServers = servers.flatMap((server, i) => {
    const { intervalMs = monitor.intervalMs, timeoutMs = monitor.timeoutMs } =
      server;
    const errors = errorsOf(toDefinition(server));
    if (timeoutMs > intervalMs) {
      errors.push(
        `timeout: ${timeoutMs / 1000} s is longer than the interval of ${
          intervalMs / 1000
        } s, so that checks would be skipped`,
      );
    }
    return errors.map(error => `heartbeat.servers[${i}].${error}`);
  });
  const ofReferences = monitor.references.flatMap(({ kind, spec }, i) => {
    const provider = byKind.get(kind);
    const errors =
      provider && isGroupProvider(provider)
        ? [`${kind}: asks for many servers at once, and cannot be a reference`]
        : errorsOf({
            name: `reference-${i}`,
            provider: kind,
            spec,
            trust: 'operator',
          });
    return errors.map(error => `heartbeat.monitor.references[${i}].${error}`);
  });

  const all = [...ofServers, ...ofReferences];
  if (all.length > 0) {
    throw new InputError(
      `The configuration of Heartbeat is not usable:\n${all
        .map(sentence => `  ${sentence.trim()}`)
        .join('\n')}`,
    );
  }
}
