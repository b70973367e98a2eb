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

import type { Locator, Page } from 'playwright-core';

/** The words of the statuses of controllers and servers, as the screen shows them. */
export type StatusWord =
  | 'Alive'
  | 'Late'
  | 'Dead'
  | 'Stopped'
  | 'Unknown'
  | 'Never reported'
  | 'Down'
  | 'Degraded'
  | 'Healthy';

/** What the card or the tab on an entity page says about one controller or server. */
export function subjectOnCard(page: Page, name: string): Locator {
  return page.getByRole('listitem').filter({
    has: page.getByRole('heading', { name, level: 4, exact: true }),
  });
}

/** A fact about a controller or server, when it is this. */
export function fact(
  where: Locator,
  term: string,
  value: string | RegExp,
): Locator {
  return where
    .locator('dt', { hasText: new RegExp(`^${term}$`) })
    .locator('xpath=following-sibling::dd')
    .filter({
      hasText: typeof value === 'string' ? new RegExp(`^${value}$`) : value,
    });
}

/** The whole card on an entity page. */
export function heartbeatCard(page: Page): Locator {
  return page.locator('section, article').filter({
    has: page.getByRole('heading', { name: 'Heartbeat', exact: true }),
  });
}

/** The row of one controller on the page of all. */
export function controllerRow(page: Page, controller: string): Locator {
  return page
    .getByRole('table', { name: 'Controllers, worst first' })
    .getByRole('row')
    .filter({
      has: page.getByRole('rowheader', { name: controller, exact: true }),
    });
}

/** The row of one server on the page of all; beside its name stands what is asked. */
export function serverRow(page: Page, server: string): Locator {
  return page
    .getByRole('table', { name: 'Servers, worst first' })
    .getByRole('row')
    .filter({
      has: page.getByRole('rowheader', {
        name: new RegExp(`^${server} \\S+$`),
      }),
    });
}

/** The button that shows only one status. */
export function statusFilter(page: Page, status: StatusWord): Locator {
  return page
    .getByRole('group', { name: 'Filter by status' })
    .getByRole('button', { name: status });
}

/**
 * Waits until a status stands there in a word.
 *
 * @returns when it did, by `performance.now()`
 */
export async function seen(
  where: Locator,
  status: StatusWord,
  timeoutMs?: number,
): Promise<number> {
  await where
    .getByText(status, { exact: true })
    // the phase of a machine, further down, may be the same word
    .first()
    .waitFor({ timeout: timeoutMs });
  return performance.now();
}
