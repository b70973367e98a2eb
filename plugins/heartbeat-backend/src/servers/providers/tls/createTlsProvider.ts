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

import tls, { type SecureContext } from 'node:tls';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';
import type { TargetGuard } from '../../../targets';
import { certificateOf, judgeCertificate } from '../certificate';
import { CheckFailure } from '../CheckFailure';
import { dial } from '../dial';
import type { PhaseTimings } from '../PhaseTimings';
import type {
  NetworkProbe,
  NetworkProvider,
  NetworkQuestion,
} from '../NetworkProvider';
import { observe } from '../observe';
import { hostSchema, placeOf, portSchema } from '../place';
import { readSpec } from '../readSpec';
import { tlsOptions } from '../tlsOptions';

/** Where browsers expect TLS. */
const DEFAULT_PORT = 443;

const tlsSpec = z.strictObject({
  host: hostSchema,
  port: portSchema.default(DEFAULT_PORT),
  ...tlsOptions.shape,
});

/**
 * Shakes hands with servers by TLS, and judges the certificates that they show.
 *
 * @internal
 */
export function createTlsProvider(options: {
  guard: TargetGuard;
}): NetworkProvider {
  return {
    kind: 'tls',
    vetsTargets: true,
    prepare: definition => prepare(definition, options.guard),
  };
}

function prepare(
  { spec: given, trust }: NetworkQuestion,
  guard: TargetGuard,
): NetworkProbe {
  const spec = readSpec('tls', tlsSpec, given);
  const serverName = spec.serverName ?? spec.host;
  let context: SecureContext | undefined;

  async function ask(
    timings: PhaseTimings,
    signal: AbortSignal,
  ): Promise<ServerObservation> {
    const { addresses, dnsMs } = await guard.vet(
      { ...spec, trust },
      { signal },
    );
    timings.add('dnsMs', dnsMs);
    // Made once, when it is needed first: it takes longer than a check.
    context ??= tls.createSecureContext({ ca: spec.ca });
    const { socket, connectMs, secure } = await dial({
      addresses,
      port: spec.port,
      tls: { context, serverName },
      signal,
    });
    try {
      timings.add('connectMs', connectMs);
      if (!secure) {
        throw new CheckFailure('tls-failed', 'It does not speak TLS');
      }
      timings.add('tlsMs', secure.tlsMs);
      const { facts, warning } = judgeCertificate(
        certificateOf(secure.socket, serverName),
        { ...spec, nowMs: Date.now() },
      );
      return warning
        ? { outcome: 'degraded', ...warning, facts }
        : { outcome: 'healthy', facts };
    } finally {
      socket.destroy();
    }
  }

  return {
    target: placeOf(spec.host, spec.port),
    host: spec.host,
    check: ({ signal }) => observe(signal, timings => ask(timings, signal)),
  };
}
