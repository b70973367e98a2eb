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

import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, type JsonValue } from '@backstage/types';
import { z } from 'zod';

/**
 * Milliseconds from `{ seconds: 30 }`, `30s` or `PT30S`.
 *
 * @internal
 */
export function duration(minMs: number) {
  return z.custom<JsonValue>().transform((value, context) => {
    let ms = NaN;
    try {
      ms = durationToMilliseconds(
        readDurationFromConfig(new ConfigReader({ value }), { key: 'value' }),
      );
    } catch {
      // Said below, with the key's own path and the forms that are taken.
    }
    if (!Number.isFinite(ms)) {
      context.addIssue(
        `${JSON.stringify(
          value,
        )} is not a duration; write e.g. "30s" or { seconds: 30 }`,
      );
      return z.NEVER;
    }
    if (ms < minMs) {
      context.addIssue(
        `${JSON.stringify(value)} is too short; ${
          minMs > 0 ? `at least ${minMs / 1000} s` : 'it cannot be negative'
        }`,
      );
      return z.NEVER;
    }
    return ms;
  });
}
