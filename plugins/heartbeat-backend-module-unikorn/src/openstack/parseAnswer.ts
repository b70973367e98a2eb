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

import type { z } from 'zod';
import { OpenstackError } from './OpenstackError';

/**
 * What an answer holds, as far as we read it.
 *
 * @param what - of whom, for the message: e.g. `Nova's list of servers`
 * @throws OpenstackError that names the first field that is not there, and no value
 * @internal
 */
export function parseAnswer<T extends z.ZodType>(
  schema: T,
  body: unknown,
  what: string,
): z.output<T> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const [{ path }] = parsed.error.issues;
    throw new OpenstackError({
      reason: 'unexpected-answer',
      message: `${what} is not as it should be${
        path.length > 0 ? ` at "${path.join('.')}"` : ''
      }`,
    });
  }
  return parsed.data;
}
