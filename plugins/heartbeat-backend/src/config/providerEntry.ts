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

/**
 * Whom to ask, and what: `http: { url: ... }`.
 *
 * @internal
 */
export interface ProviderEntry {
  /** The `kind` of a provider. */
  kind: string;
  /** Unread: the provider knows what belongs there. */
  spec: unknown;
}

/**
 * The one key of `keys` that is none of ours. Which kinds there are is known only
 * when all modules have brought theirs.
 *
 * @internal
 */
export function providerEntryOf(
  keys: Record<string, unknown>,
  issues: { addIssue(message: string): void },
): ProviderEntry | undefined {
  const [entry, ...others] = Object.entries(keys);
  if (entry && others.length === 0) {
    return { kind: entry[0], spec: entry[1] };
  }
  issues.addIssue(
    entry
      ? `${[entry, ...others]
          .map(([key]) => key)
          .join(' and ')} do not go together; one key says how to ask`
      : 'does not say how to ask; write e.g. http: { url: "https://..." }',
  );
  return undefined;
}

/** @internal */
export const providerEntry = z
  .record(z.string(), z.unknown())
  .transform((keys, issues) => providerEntryOf(keys, issues) ?? z.NEVER);
