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

import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** The kind of provider, and the name of the source. @internal */
export const UNIKORN = 'unikorn';

const schema = z.strictObject({
  cluster: z.string().min(1),
  namespace: z.string().min(1),
  name: z.string().min(1),
  /** Absent: it has no region. */
  region: z.string().min(1).optional(),
});

/** Which `Server` resource is meant. @internal */
export type ServerSpec = z.output<typeof schema>;

/** @throws InputError that names every wrong key */
export function readServerSpec(spec: unknown): ServerSpec {
  const parsed = schema.safeParse(spec);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues
        .map(({ path, message }) =>
          [[UNIKORN, ...path].join('.'), message].join(': '),
        )
        .join('\n'),
    );
  }
  return parsed.data;
}

/** What is polled together. @internal */
export function groupOf({ cluster, namespace, region }: ServerSpec): string {
  return [cluster, namespace, region ?? ''].join('/');
}
