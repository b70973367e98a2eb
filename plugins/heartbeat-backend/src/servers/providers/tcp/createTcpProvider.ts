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

import { z } from 'zod';
import type { TargetGuard } from '../../../targets';
import { createSocketProvider } from '../createSocketProvider';
import type { NetworkProvider } from '../NetworkProvider';
import { hostSchema, portSchema } from '../place';
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
export function createTcpProvider({
  guard,
}: {
  guard: TargetGuard;
}): NetworkProvider {
  return createSocketProvider({
    kind: 'tcp',
    schema: tcpSpec,
    guard,
    prepare: ({ send, expect }) => ({
      async ask({ connection: { socket }, timings, signal }) {
        if (expect !== undefined) {
          const firstByteMs = await expectText({
            socket,
            send,
            expect,
            signal,
          });
          timings.add('firstByteMs', firstByteMs);
        }
        return { outcome: 'healthy' };
      },
    }),
  });
}
