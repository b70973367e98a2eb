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

import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import type { z } from 'zod';
import type { TargetGuard } from '../../targets';
import { dial, type Connection, type DialOptions } from './dial';
import type { NetworkProvider } from './NetworkProvider';
import { observe } from './observe';
import type { PhaseTimings } from './PhaseTimings';
import { placeOf } from './place';
import { readSpec } from './readSpec';

/** How one server is asked, with what is made once for all of its checks. */
interface SocketQuestion {
  /** There where TLS is to be spoken; read when an address is known. */
  tls?(): DialOptions['tls'];
  /** The socket is destroyed when this ends. */
  ask(options: {
    connection: Connection;
    timings: PhaseTimings;
    signal: AbortSignal;
  }): Promise<ServerObservation>;
}

/**
 * A provider that asks servers over one connection to a vetted address, which is
 * made for each check.
 *
 * @internal
 */
export function createSocketProvider<
  Schema extends z.ZodType<{ host: string; port: number }>,
>(options: {
  kind: string;
  schema: Schema;
  guard: TargetGuard;
  prepare(spec: z.output<Schema>): SocketQuestion;
}): NetworkProvider {
  const { kind, schema, guard } = options;
  return {
    kind,
    vetsTargets: true,
    prepare({ spec: given, trust }) {
      const spec = readSpec(kind, schema, given);
      const { host, port } = spec;
      const question = options.prepare(spec);
      return {
        target: placeOf(host, port),
        host,
        check: ({ signal }) =>
          observe(signal, async timings => {
            const target = { host, port, trust };
            const { addresses, dnsMs } = await guard.vet(target, { signal });
            timings.add('dnsMs', dnsMs);
            const tls = question.tls?.();
            const connection = await dial({ addresses, port, tls, signal });
            try {
              timings.add('connectMs', connection.connectMs);
              return await question.ask({ connection, timings, signal });
            } finally {
              connection.socket.destroy();
            }
          }),
      };
    },
  };
}
