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

/** The words of the six statuses, as the screen shows them. */
export type StatusWord =
  | 'Alive'
  | 'Late'
  | 'Dead'
  | 'Stopped'
  | 'Unknown'
  | 'Never reported';

/** What the card on an entity page says about one controller. */
export function controllerOnCard(page: Page, controller: string): Locator {
  return page.getByRole('listitem').filter({
    has: page.getByRole('heading', { name: controller, level: 4, exact: true }),
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
    .waitFor({ timeout: timeoutMs });
  return performance.now();
}
