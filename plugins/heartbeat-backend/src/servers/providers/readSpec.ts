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
import type { z } from 'zod';

/** `['expect', 2, 'path']` of `http` as `http.expect[2].path`. */
function keyOf(kind: string, path: PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === 'number' ? `${key}[${part}]` : `${key}.${String(part)}`,
    kind,
  );
}

/** For schemas that say nothing better. Values are not quoted: some are secrets. */
function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') {
    return undefined;
  }
  return issue.input === undefined
    ? 'is missing'
    : `is not of the type ${issue.expected}`;
}

/**
 * Reads what a definition says to its provider.
 *
 * @param kind - of the provider
 * @throws InputError with one line for each wrong key, e.g.
 * `tcp.port: 70000 is not a port; use 1 to 65535`
 * @internal
 */
export function readSpec<S extends z.ZodType>(
  kind: string,
  schema: S,
  spec: unknown,
): z.output<S> {
  const parsed = schema.safeParse(spec, { error: messageOf });
  if (parsed.success) {
    return parsed.data;
  }
  const lines = parsed.error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(
          key => `${keyOf(kind, [...issue.path, key])}: there is no such key`,
        )
      : [`${keyOf(kind, issue.path)}: ${issue.message}`],
  );
  throw new InputError(lines.join('\n'));
}
