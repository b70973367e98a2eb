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

import tls from 'node:tls';
import { z } from 'zod';
import { hostSchema } from './place';

/** A fortnight is time enough to renew by hand what should have renewed itself. */
const DEFAULT_MIN_DAYS_LEFT = 14;

function isPem(text: string): boolean {
  try {
    tls.createSecureContext({ ca: text });
    return text.includes('-----BEGIN ');
  } catch {
    return false;
  }
}

/**
 * How a server that speaks TLS is trusted.
 *
 * @internal
 */
export const tlsOptions = z.strictObject({
  /** PEM. Instead of those that this machine trusts. */
  ca: z
    .string()
    .refine(isPem, { error: 'holds no certificate in PEM' })
    .optional(),
  /** Whose certificate it has to be. Default: that of the host. */
  serverName: hostSchema.optional(),
  /** One that is good for less is `Degraded`. */
  minDaysLeft: z
    .number()
    .min(0, { error: 'is negative; use 0 to be told of nothing in advance' })
    .default(DEFAULT_MIN_DAYS_LEFT),
  /** False: anybody may have issued it. */
  rejectUntrusted: z.boolean().default(true),
});
