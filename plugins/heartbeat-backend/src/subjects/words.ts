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

import { parseEntityRef } from '@backstage/catalog-model';
import type { NotificationPayload } from '@backstage/plugin-notifications-common';
import type { HeartbeatEntity } from 'backstage-plugin-heartbeat-common';

/**
 * The words of a notification, and where its link leads.
 *
 * @internal
 */
export type Text = Pick<
  NotificationPayload,
  'title' | 'description' | 'severity' | 'link'
>;

const DAY_TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
});

/**
 * A notification may be read days later, anywhere.
 *
 * @internal
 */
export function timeOf(wallMs: number): string {
  return `${DAY_TIME.format(wallMs)} UTC`;
}

/**
 * `45 s`, `3 min 5 s`, `2 h 10 min`.
 *
 * @internal
 */
export function durationOf(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  const units = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** @internal */
export function listOf(names: string[]): string {
  return names.length > 1
    ? `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
    : names[0];
}

/**
 * How many there are of each status, the good one first: `4 alive, 1 dead`.
 *
 * @internal
 */
export function countsOf(
  good: string,
  { counts }: { counts: ReadonlyMap<string, number> },
): string {
  const others = [...counts].filter(([status]) => status !== good);
  return [[good, counts.get(good) ?? 0] as const, ...others]
    .map(([status, count]) => `${count} ${status.toLocaleLowerCase('en-US')}`)
    .join(', ');
}

/** @internal */
export function titleOf({ title, entityRef }: HeartbeatEntity): string {
  return title ?? parseEntityRef(entityRef).name;
}

/**
 * Where the catalog's own plugin has the page of an entity.
 *
 * @internal
 */
export function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return `/catalog/${[namespace, kind, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/')}`;
}
