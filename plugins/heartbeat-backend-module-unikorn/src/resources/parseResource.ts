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

/** What all resources have. */
export const metadata = z.object({
  name: z.string(),
  namespace: z.string(),
  resourceVersion: z.string().optional(),
  creationTimestamp: z.string().optional(),
  deletionTimestamp: z.string().optional(),
  labels: z
    .record(z.string(), z.string())
    .nullish()
    .transform(labels => labels ?? {}),
});

/**
 * A resource as far as it is read.
 *
 * @param what - for the message, e.g. `Region regions/west`
 * @throws Error that names the first field that is not as it should be, and no value
 * @internal
 */
export function parseResource<T extends z.ZodType>(
  schema: T,
  object: unknown,
  what: string,
): z.output<T> {
  const parsed = schema.safeParse(object);
  if (!parsed.success) {
    const [{ path }] = parsed.error.issues;
    throw new Error(`${what} has no usable "${path.join('.')}"`);
  }
  return parsed.data;
}
