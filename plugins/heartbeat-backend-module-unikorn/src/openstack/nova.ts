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
import type { KeystoneSession } from './KeystoneSession';
import { OpenstackError } from './OpenstackError';
import { parseAnswer } from './parseAnswer';

const MICROVERSION = '2.90';

/** Nova's own limit is 1,000 entries a page. */
const MAX_PAGES = 100;

const linksSchema = z
  .array(z.object({ rel: z.string(), href: z.string() }))
  .nullish();

/**
 * One of Nova's lists, page by page to its end.
 *
 * @param list - its path, e.g. `servers/detail`, and where its entries are
 * @throws OpenstackError, also for a list without an end
 * @internal
 */
export async function listFromNova(
  session: KeystoneSession,
  list: { path: string; key: 'servers' | 'flavors' },
  query: Record<string, string>,
  signal: AbortSignal,
): Promise<unknown[]> {
  const { path, key } = list;
  const schema = z.object({
    [key]: z.array(z.unknown()),
    [`${key}_links`]: linksSchema,
  });
  const entries: unknown[] = [];
  const asked = new Set<string>();
  let next: Record<string, string> | undefined = query;
  while (next) {
    asked.add(new URLSearchParams(next).toString());
    const { body } = await session.get({
      service: 'Nova',
      types: ['compute'],
      path,
      query: next,
      headers: {
        'X-OpenStack-Nova-API-Version': MICROVERSION,
        'OpenStack-API-Version': `compute ${MICROVERSION}`,
      },
      signal,
    });
    const what = `Nova's list of ${key}`;
    const parsed: Record<string, unknown> = parseAnswer(schema, body, what);
    entries.push(...z.array(z.unknown()).parse(parsed[key]));
    next = nextQuery(linksSchema.parse(parsed[`${key}_links`]));
    const isEndless =
      next !== undefined && asked.has(new URLSearchParams(next).toString());
    if (isEndless || (next && asked.size >= MAX_PAGES)) {
      throw new OpenstackError({
        reason: 'unexpected-answer',
        message: isEndless
          ? `${what} leads back to a page that was there before`
          : `${what} has more than ${MAX_PAGES} pages`,
      });
    }
  }
  return entries;
}

/** Only the query of the link: behind a proxy it may name a host that is not ours to ask. */
function nextQuery(
  links: z.output<typeof linksSchema>,
): Record<string, string> | undefined {
  const link = links?.find(({ rel }) => rel === 'next');
  const url = link && URL.parse(link.href, 'http://nova.invalid');
  return url ? Object.fromEntries(url.searchParams) : undefined;
}
