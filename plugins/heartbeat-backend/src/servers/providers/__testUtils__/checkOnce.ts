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
  ServerObservation,
  ServerProvider,
} from 'backstage-plugin-heartbeat-node';
import { TargetGuard } from '../../../targets';

/** What a provider is given, with a deadline. */
export function contextFor(timeoutMs: number): MonitorContext {
  const signal = AbortSignal.timeout(timeoutMs);
  return {
    signal,
    logger: mockServices.logger.mock(),
    clusters: { list: () => [], get: () => undefined },
    targets: new TargetGuard({ allow: [] }).targets(signal),
  };
}

/** Asks once, as an operator's server unless something else is said. */
export async function checkOnce(
  provider: ServerProvider,
  spec: unknown,
  options: { timeoutMs?: number; trust?: ServerDefinition['trust'] } = {},
): Promise<ServerObservation> {
  const { timeoutMs = 5000, trust = 'operator' } = options;
  const probe = provider.prepare({
    name: 'tested',
    provider: provider.kind,
    spec,
    trust,
  });
  return probe.check(contextFor(timeoutMs));
}
