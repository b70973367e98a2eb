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

import { mockServices } from '@backstage/backend-test-utils';
import type {
  MonitorContext,
  ServerDefinition,
  ServerGroupProvider,
  ServerObservation,
  ServerProvider,
  ServerSource,
} from 'backstage-plugin-heartbeat-node';
import { FakeClock } from '../../__testUtils__/FakeClock';
import {
  monitorOptions,
  type MonitorOptions,
} from '../../config/monitorOptions';
import { TargetGuard, type AllowRule } from '../../targets';
import type { SubjectTransition } from '../../subjects/Subject';
import type { ObservedServer } from '../ObservedServer';
import { createServerRegistry } from '../serverRegistry';
import { ServerHealth } from '../checks/ServerHealth';
import type { ServerMemory } from '../checks/ServerMemory';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

export type Answer = (
  context: MonitorContext,
) => ServerObservation | Promise<ServerObservation>;

export const HEALTHY: ServerObservation = { outcome: 'healthy' };
export const DOWN: ServerObservation = {
  outcome: 'down',
  reason: 'connection-refused',
  message: 'It refuses connections.',
};
export const BLIND: ServerObservation = {
  outcome: 'unknown',
  reason: 'forbidden',
  message: 'Nobody may ask.',
};

/** Never answers; heeds its signal as a socket does. */
export const silence: Answer = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

export const server = (
  name: string,
  more: Partial<ServerDefinition> = {},
): ServerDefinition => ({
  name,
  provider: 'fake',
  spec: {},
  trust: 'operator',
  ...more,
});

/** A monitor over servers whose answers a test states, on a clock that it moves. */
export function monitorWorld(
  settings: {
    servers?: ServerDefinition[];
    sources?: ServerSource[];
    providers?: Array<ServerProvider | ServerGroupProvider>;
    options?: Partial<MonitorOptions>;
    clock?: FakeClock;
    answers?: Map<string, ServerObservation | Answer>;
    /** Whether it is asked over the network. */
    host?: (name: string) => string | undefined;
    start?: () => Promise<void>;
    /** What entities may name. */
    allow?: AllowRule[];
  } = {},
) {
  const clock = settings.clock ?? new FakeClock();
  const registry = createServerRegistry();
  const answers =
    settings.answers ?? new Map<string, ServerObservation | Answer>();
  const shutdown = new AbortController();
  const checks: Array<{ name: string; atMs: number }> = [];
  const transitions: SubjectTransition<ObservedServer>[] = [];
  registry.onTransition(transition => transitions.push(transition));
  let servers = settings.servers ?? [];
  const source: ServerSource = {
    name: 'test',
    listServers: async () => ({ servers }),
  };
  const provider: ServerProvider = {
    kind: 'fake',
    start: settings.start,
    prepare: ({ name, spec }) => ({
      target: `fake://${name}/${JSON.stringify(spec)}`,
      host: settings.host?.(name),
      async check(context) {
        checks.push({ name, atMs: clock.monotonicMs() });
        const answer = answers.get(name) ?? HEALTHY;
        return typeof answer === 'function' ? answer(context) : answer;
      },
    }),
  };
  const logger = mockServices.logger.mock({
    child: () => mockServices.logger.mock(),
  });
  const options = { ...monitorOptions.parse({}), ...settings.options };
  const health = new ServerHealth({
    sources: settings.sources ?? [source],
    providers: [provider, ...(settings.providers ?? [])],
    registry,
    clock,
    fleetNowMs: () => clock.wallMs(),
    holds: () => true,
    options,
    logger,
    clusters: { list: () => [], get: () => undefined },
    guard: new TargetGuard({ allow: settings.allow ?? [] }),
    signal: shutdown.signal,
  });
  const since = (shards: Iterable<number>) =>
    new Map(Array.from(shards, shard => [shard, clock.wallMs()]));
  const all = Array.from({ length: options.shards }, (_, i) => i);
  return {
    clock,
    registry,
    health,
    logger,
    answers,
    checks,
    transitions,
    stop: () => shutdown.abort(),
    /** Asks the sources, and holds all shards. */
    async start(remembered = new Map<string, ServerMemory>()) {
      health.hold(since(all), async () => remembered);
      await health.start();
      await clock.pass(0);
    },
    hold: (shards: number[], remembered = new Map<string, ServerMemory>()) =>
      health.hold(since(shards), async () => remembered),
    list(next: ServerDefinition[]) {
      servers = next;
    },
    server(name: string) {
      const found = registry.subject(`server:test/${name}`);
      if (!found) {
        throw new Error(`${name} is not in the registry`);
      }
      return found;
    },
    checksOf: (name: string) => checks.filter(check => check.name === name),
    story: () => transitions.map(({ to, cause }) => `${to.status} (${cause})`),
  };
}
