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
  ServerDefinition,
  ServerGroupProvider,
  ServerProbe,
  ServerProvider,
} from 'backstage-plugin-heartbeat-node';
import type { MonitorOptions } from '../../config/monitorOptions';
import type { JudgingRules } from '../judgement';
import { messageOf } from '../messageOf';
import type { PreparedProvider } from './PreparedProvider';
import type { ServerProviders } from './ServerProviders';
import { type ServerDescription, serverIdOf } from '../ServerDescription';

/**
 * How a server is asked.
 *
 * @internal
 */
export type Asking =
  | { type: 'alone'; provider: PreparedProvider; probe: ServerProbe }
  | {
      type: 'group';
      provider: PreparedProvider;
      groupProvider: ServerGroupProvider;
      group: string;
    }
  /** It is not asked, for the reason that is said of it. */
  | {
      type: 'never';
      status: 'Stopped' | 'Unknown';
      reason?: string;
      message: string;
    };

/**
 * A server with all that is needed to check it.
 *
 * @internal
 */
export interface PreparedServer {
  readonly description: ServerDescription;
  readonly asking: Asking;
  readonly rules: JudgingRules;
  readonly timeoutMs: number;
}

/**
 * Whether it asks for many servers at once.
 *
 * @internal
 */
export function isGroupProvider(
  provider: ServerProvider | ServerGroupProvider,
): provider is ServerGroupProvider {
  return 'checkGroup' in provider;
}

/**
 * Reads a definition with its provider. One that is not usable is `Unknown`, with
 * what is wrong with it.
 *
 * @internal
 */
export function prepareServer(
  source: string,
  definition: ServerDefinition,
  {
    providers,
    options,
  }: { providers: ServerProviders; options: MonitorOptions },
): PreparedServer {
  const id = serverIdOf(source, definition.name);
  const { target, asking } = askingOf(definition, providers);
  const intervalMs = definition.intervalMs ?? options.intervalMs;
  return {
    asking,
    timeoutMs: definition.timeoutMs ?? options.timeoutMs,
    rules: {
      failures: definition.failures ?? options.failures,
      passes: definition.passes ?? options.passes,
      slowMs: definition.slowMs,
    },
    description: {
      id,
      name: definition.name,
      title: definition.title,
      source,
      provider: definition.provider,
      target,
      cluster: definition.cluster,
      bindings: definition.bindings ?? [],
      entityRefs: definition.entityRefs ?? [],
      intervalMs,
      definition,
      unit:
        asking.type === 'group'
          ? `group:${definition.provider}/${asking.group}`
          : id,
    },
  };
}

function askingOf(
  definition: ServerDefinition,
  providers: ServerProviders,
): { target: string; asking: Asking } {
  const prepared = providers.get(definition.provider);
  if (!prepared) {
    const message = unknownKind(definition.provider, providers);
    return { target: '', asking: failed(message) };
  }
  const { provider } = prepared;
  if (definition.trust !== 'operator' && !provider.vetsTargets) {
    return {
      target: '',
      asking: {
        type: 'never',
        status: 'Unknown',
        reason: 'target-forbidden',
        message: `The kind "${provider.kind}" asks only what the operator names: its provider vets no targets`,
      },
    };
  }
  try {
    if (isGroupProvider(provider)) {
      const { target, group } = provider.prepare(definition);
      return {
        target,
        asking: stoppedOr(definition, {
          type: 'group',
          provider: prepared,
          groupProvider: provider,
          group,
        }),
      };
    }
    const probe = provider.prepare(definition);
    return {
      target: probe.target,
      asking: stoppedOr(definition, {
        type: 'alone',
        provider: prepared,
        probe,
      }),
    };
  } catch (error) {
    return { target: '', asking: failed(messageOf(error)) };
  }
}

function stoppedOr({ isStopped }: ServerDefinition, asking: Asking): Asking {
  return isStopped
    ? {
        type: 'never',
        status: 'Stopped',
        message: 'It is out of service on purpose and not asked.',
      }
    : asking;
}

function failed(message: string): Asking {
  return {
    type: 'never',
    status: 'Unknown',
    reason: 'provider-failed',
    message,
  };
}

/**
 * That nobody brought a provider of a kind, in a sentence.
 *
 * @internal
 */
export function unknownKind(
  kind: string,
  { kinds }: Pick<ServerProviders, 'kinds'>,
): string {
  return `${JSON.stringify(
    kind,
  )} is not a kind of server that this backend can ask; those are ${kinds.join(
    ', ',
  )}`;
}
