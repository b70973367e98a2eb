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

import type { CoordinationV1Api } from '@kubernetes/client-node';
import { Browser } from './support/Browser';
import { Controller, leaseClient } from './support/Controller';
import { Portal } from './support/Portal';

/** Beside the duration, until a change is written and asked for. */
const WITHIN_MS = 30_000;

describe('the tab on an entity page', () => {
  let portal: Portal;
  let client: CoordinationV1Api;
  let browser: Browser;
  let controller: Controller;

  beforeAll(async () => {
    portal = await Portal.start('history');
    client = await leaseClient(portal.kubernetes);
    controller = await Controller.start(client, 'velero');
    browser = await Browser.open(portal.url);
  });

  afterAll(async () => {
    await browser?.close();
    await controller?.hang();
    await portal?.stop();
  });

  it('tells of a death and of the life after it, without a reload', async () => {
    const page = await browser.enter(
      '/catalog/default/component/velero/heartbeat',
    );
    const log = page.getByRole('list', { name: 'What happened, newest first' });
    const newest = log.getByRole('listitem').first();
    await newest
      .getByText('Its Lease was seen for the first time')
      .waitFor({ timeout: WITHIN_MS });
    await page.getByText(/^History begins /).waitFor();

    await controller.hang();
    await newest
      .filter({ hasText: /^Dead.*No renewal came by the deadline.* so far$/ })
      .waitFor({ timeout: WITHIN_MS });
    controller = await Controller.start(client, 'velero');
    await newest.filter({ hasText: /^Alive/ }).waitFor({ timeout: WITHIN_MS });

    const statuses = await log.getByRole('listitem').allInnerTexts();
    expect(statuses.map(text => text.split(/\s/)[0])).toEqual([
      'Alive',
      'Dead',
      'Late',
      'Alive',
    ]);
    expect(statuses[1]).toMatch(/for [\d.]+\ss$/);
    await browser.screenshot('entity-tab');
    expect(browser.errors).toEqual([]);
  });

  it('shows it in the bar, and never calls it available all the time', async () => {
    const { page } = browser;
    const bar = page.getByRole('list', {
      name: /^Last 24 hours: up .*, down /,
    });
    await bar.waitFor({ timeout: WITHIN_MS });
    const unseen = bar.getByRole('button', { name: /^Not observed, / });
    expect(await unseen.count()).toBe(1);

    await bar.getByRole('button', { name: /^Dead, / }).hover();
    await page.getByText(/^Dead, .* to .* \(\d+\ss\)$/).waitFor();

    const day = page
      .getByRole('table', { name: 'Availability' })
      .getByRole('row', { name: /^24 hours/ });
    const [availability, down, observed] = await day
      .getByRole('cell')
      .allInnerTexts();
    expect(parseFloat(availability)).toBeLessThan(100);
    expect(down).toMatch(/^[\d.]+\ss$/);
    expect(parseFloat(observed)).toBeLessThan(10);
  });
});
