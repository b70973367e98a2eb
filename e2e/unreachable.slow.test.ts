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

import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { Browser } from './support/Browser';
import { Controller, leaseClient } from './support/Controller';
import {
  subjectOnCard,
  controllerRow,
  heartbeatCard,
  seen,
} from './support/HeartbeatScreens';
import { Portal } from './support/Portal';

/** Longer than duration and margin: whoever still hears nothing would call it dead now. */
const LONG_SILENCE_MS = 8_000;

/** For a cluster that is there again to be looked at again. */
const RECOVERED_WITHIN_MS = 40_000;

describe('a cluster that does not answer', () => {
  let portal: Portal;
  let controller: Controller;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    portal = await Portal.start('unreachable');
    const client = await leaseClient(portal.kubernetes);
    controller = await Controller.start(client, 'cert-manager');
    browser = await Browser.open(portal.url);
    page = await browser.enter('/heartbeat');
    await seen(controllerRow(page, 'cert-manager'), 'Alive');
    // from here on no request of the portal, and none of the controller, arrives
    await controller.hang();
    await portal.kubernetes.kill();
  });

  afterAll(async () => {
    await browser?.close();
    await controller?.hang();
    await portal?.stop();
    expect(browser?.errors).toEqual([]);
  });

  it('makes its controllers Unknown, says why, and never Dead', async () => {
    const row = controllerRow(page, 'cert-manager');

    await seen(row, 'Unknown');
    await page.getByText('This screen does not show everything').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^paris, all namespaces .*: Cluster paris cannot be/ })
      .waitFor();
    await sleep(LONG_SILENCE_MS);

    expect(await row.getByText('Unknown', { exact: true }).count()).toBe(1);
    expect(await row.getByText('Dead', { exact: true }).count()).toBe(0);
    await browser.screenshot('page-unreachable');
  });

  it('is said on the card too, with what was last known', async () => {
    await page.goto('/catalog/default/component/cert-manager');
    const card = subjectOnCard(page, 'cert-manager');

    await seen(card, 'Unknown');
    await card.getByText(/Cluster paris cannot be/).waitFor();
    await card.getByText(/Last known: (Alive|Late)/).waitFor();
    await browser.screenshot('card-unreachable', heartbeatCard(page));
  });

  it('does not make a controller that was never seen look like one that never reported', async () => {
    await page.goto('/catalog/default/component/velero');

    await seen(subjectOnCard(page, 'velero'), 'Unknown');
  });

  it('is looked at again as soon as it answers', async () => {
    await portal.kubernetes.restart();
    const client = await leaseClient(portal.kubernetes);
    controller = await Controller.start(client, 'cert-manager');
    await page.goto('/heartbeat');

    await seen(
      controllerRow(page, 'cert-manager'),
      'Alive',
      RECOVERED_WITHIN_MS,
    );
    await page
      .getByText('This screen does not show everything')
      .waitFor({ state: 'detached' });
  });
});
