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
import { z } from 'zod';
import type { TargetGuard } from '../../../targets';
import { certificateOf, judgeCertificate } from '../certificate';
import { CheckFailure } from '../CheckFailure';
import { createSocketProvider } from '../createSocketProvider';
import type { NetworkProvider } from '../NetworkProvider';
import { hostSchema, portSchema } from '../place';
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
export function createTlsProvider({
  guard,
}: {
  guard: TargetGuard;
}): NetworkProvider {
  return createSocketProvider({
    kind: 'tls',
    schema: tlsSpec,
    guard,
    prepare(spec) {
      const serverName = spec.serverName ?? spec.host;
      let context: SecureContext | undefined;
      return {
        tls() {
          // Made once, when it is needed first: it takes longer than a check.
          context ??= tls.createSecureContext({ ca: spec.ca });
          return { context, serverName };
        },
        async ask({ connection: { secure }, timings }) {
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
        },
      };
    },
  });
}
