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

import type { Reply } from './Reply';

/** A refusal in Nova's form. @internal */
export function novaRefusal(
  kind: 'badRequest' | 'computeFault' | 'forbidden' | 'itemNotFound',
  code: number,
  message: string,
): Reply {
  return {
    status: code,
    headers: { 'Content-Type': 'application/json; charset=UTF-8' },
    body: { [kind]: { code, message } },
  };
}

/** @internal */
export function badValue(key: string, value: string, why: string): Reply {
  // Python shows a backslash in quotes as two.
  const quoted = value.replaceAll('\\', '\\\\');
  return novaRefusal(
    'badRequest',
    400,
    `Invalid input for query parameters ${key}. Value: ${value}. '${quoted}' ${why}`,
  );
}

/**
 * One page of a list, and where the next one is: Nova gives the link whenever the
 * page is full, even when nothing comes after it.
 *
 * @param url - of the list, without its query
 * @internal
 */
export function novaPage<T extends { id: string }>(options: {
  key: 'servers' | 'flavors';
  all: T[];
  describe: (entry: T) => object;
  query: URLSearchParams;
  url: string;
  maxLimit: number;
}): Reply {
  const { key, all, describe, query, url, maxLimit } = options;
  const asked = query.get('limit') ?? String(maxLimit);
  if (asked === '') {
    return badValue('limit', asked, 'is too short');
  }
  if (!/^\d+$/.test(asked)) {
    return badValue('limit', asked, `does not match '^[0-9]*$'`);
  }
  const limit = Math.min(Number(asked), maxLimit);
  const marker = query.get('marker');
  const before =
    marker === null ? -1 : all.findIndex(({ id }) => id === marker);
  if (marker !== null && before < 0) {
    return novaRefusal('badRequest', 400, `marker [${marker}] not found`);
  }
  const page = all.slice(before + 1, before + 1 + limit);
  const last = page.at(-1);
  const isFull = last !== undefined && page.length === limit;
  return {
    status: 200,
    body: {
      [key]: page.map(describe),
      ...(isFull && {
        [`${key}_links`]: [
          { rel: 'next', href: `${url}?${after(query, last.id)}` },
        ],
      }),
    },
  };
}

function after(query: URLSearchParams, marker: string): URLSearchParams {
  const next = new URLSearchParams(query);
  next.sort();
  next.set('marker', marker);
  return next;
}
