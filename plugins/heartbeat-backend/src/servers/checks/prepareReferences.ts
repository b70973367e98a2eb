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

import type { ServerProbe } from 'backstage-plugin-heartbeat-node';
import { InputError } from '@backstage/errors';
import type { MonitorOptions } from '../../config/monitorOptions';
import { isGroupProvider, unknownKind } from './prepareServer';
import type { PreparedProvider } from './PreparedProvider';
import type { ServerProviders } from './ServerProviders';

/**
 * Reads `heartbeat.monitor.references` with their providers.
 *
 * @throws InputError of the first that is not usable
 * @internal
 */
export function prepareReferences(
  { references }: MonitorOptions,
  providers: ServerProviders,
): Array<{ provider: PreparedProvider; probe: ServerProbe }> {
  return references.map(({ kind, spec }, i) => {
    const provider = providers.get(kind);
    if (!provider) {
      throw new InputError(unknownKind(kind, providers));
    }
    if (isGroupProvider(provider.provider)) {
      throw new InputError(
        `${kind}: asks for many servers at once, and cannot be a reference`,
      );
    }
    const probe = provider.provider.prepare({
      name: `reference-${i}`,
      provider: kind,
      spec,
      trust: 'operator',
    });
    return { provider, probe };
  });
}
