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
import { z } from 'zod';
import type { TargetGuard } from '../../../targets';
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
import { expectText } from './expectText';

const tcpSpec = z
  .strictObject({
    host: hostSchema,
    port: portSchema,
    send: z.string().optional(),
    expect: z
      .string()
      .min(1, { error: 'is empty; leave it out to expect nothing' })
      .optional(),
  })
  .refine(({ send, expect }) => send === undefined || expect !== undefined, {
    path: ['send'],
    error: 'is sent for nothing; state in "expect" what is to be answered',
  });

/**
 * Connects to servers by TCP, and reads what they say where something is expected.
 *
 * @internal
 */
export function createTcpProvider(options: {
  guard: TargetGuard;
}): NetworkProvider {
  return {
    kind: 'tcp',
    vetsTargets: true,
    prepare: definition => prepare(definition, options.guard),
  };
}

function prepare(
  { spec: given, trust }: NetworkQuestion,
  guard: TargetGuard,
): NetworkProbe {
  const spec = readSpec('tcp', tcpSpec, given);

  async function ask(
    timings: PhaseTimings,
    signal: AbortSignal,
  ): Promise<ServerObservation> {
    const { addresses, dnsMs } = await guard.vet(
      { ...spec, trust },
      { signal },
    );
    timings.add('dnsMs', dnsMs);
    const { port, send, expect } = spec;
    const { socket, connectMs } = await dial({ addresses, port, signal });
    try {
      timings.add('connectMs', connectMs);
      if (expect !== undefined) {
        const firstByteMs = await expectText({ socket, send, expect, signal });
        timings.add('firstByteMs', firstByteMs);
      }
    } finally {
      socket.destroy();
    }
    return { outcome: 'healthy' };
  }

  return {
    target: placeOf(spec.host, spec.port),
    host: spec.host,
    check: ({ signal }) => observe(signal, timings => ask(timings, signal)),
  };
}
