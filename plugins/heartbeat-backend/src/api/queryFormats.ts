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

import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { z } from 'zod';

const HOUR_MS = 60 * 60 * 1_000;

/** Longer than any history is kept. */
const MAX_WINDOW_HOURS = 24 * 366;

const TIME = z.iso.datetime({ offset: true });

interface QueryFormat {
  /** The text in the form in which it is compared; `undefined` where it is not of this format. */
  read(text: string): string | undefined;
  /** What a text of this format is, with an example. */
  what: string;
}

/**
 * The formats of texts in queries, by the names that the OpenAPI document has for them.
 *
 * @internal
 */
export const QUERY_FORMATS: ReadonlyMap<string, QueryFormat> = new Map([
  ['component-ref', entityRef('component')],
  ['group-ref', entityRef('group')],
  ['system-ref', entityRef('system')],
  [
    'entity-kind',
    {
      read: (text: string) => text.toLocaleLowerCase('en-US'),
      what: 'a kind of entity',
    },
  ],
  [
    'date-time',
    {
      read: (text: string) => (TIME.safeParse(text).success ? text : undefined),
      what: 'a time as 2026-01-31T12:00:00Z',
    },
  ],
  [
    'window',
    {
      read: (text: string) => (Number.isNaN(windowMs(text)) ? undefined : text),
      what: 'a length of time as 24h or 7d',
    },
  ],
]);

/** An entity ref in the form in which the catalog compares them. */
function entityRef(defaultKind: string): QueryFormat {
  return {
    read: text => {
      try {
        return stringifyEntityRef(parseEntityRef(text, { defaultKind }));
      } catch {
        return undefined;
      }
    },
    what: `an entity ref, as ${defaultKind}:default/name`,
  };
}

/**
 * How long a window is, e.g. `24h` or `7d`; NaN where the text is none.
 *
 * @internal
 */
export function windowMs(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([hd])$/.exec(text) ?? [];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  return hours <= MAX_WINDOW_HOURS ? hours * HOUR_MS : NaN;
}
