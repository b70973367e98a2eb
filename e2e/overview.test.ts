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
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { Browser } from './support/Browser';
import { Controller, leaseClient, leaseOf } from './support/Controller';
import { controllerRow, seen, statusFilter } from './support/HeartbeatScreens';
import { record } from './support/measurements';
import { Portal } from './support/Portal';

/** What a change may take from the cluster to the screen. */
const LIVE_WITHIN_MS = 2_000;

/** How far one has to press Tab through the sidebar and the page at most. */
const MAX_TABS = 60;

describe('the page of all controllers', () => {
  let portal: Portal;
  let client: CoordinationV1Api;
  let browser: Browser;
  const controllers: Controller[] = [];

  beforeAll(async () => {
    portal = await Portal.start('overview');
    client = await leaseClient(portal.kubernetes);
    for (const name of ['cert-manager', 'argo-rollouts', 'crossplane']) {
      controllers.push(await Controller.start(client, name));
    }
    await seedLease(
      client,
      leaseOf('velero', { renewedAt: new Date(Date.now() - 3_600_000) }),
    );
    const leaving = await Controller.start(client, 'kargo');
    await leaving.shutDown();
    // `external-dns` has no Lease
  });

  afterAll(async () => {
    await Promise.all(controllers.map(controller => controller.hang()));
    await portal?.stop();
  });

  afterEach(async () => {
    const { errors } = browser;
    await browser.close();
    expect(errors).toEqual([]);
  });

  const open = async (
    path = '/heartbeat',
    options: Parameters<typeof Browser.open>[1] = {},
  ) => {
    browser = await Browser.open(portal.url, options);
    const page = await browser.enter(path);
    await seen(controllerRow(page, 'velero'), 'Dead');
    return page;
  };

  it('lists every controller, the worst first', async () => {
    const page = await open();

    await seen(controllerRow(page, 'cert-manager'), 'Alive');
    expect(await page.getByRole('rowheader').allTextContents()).toEqual([
      'velero',
      'external-dns',
      'kargo',
      'argo-rollouts',
      'cert-manager',
      'crossplane',
    ]);
    await browser.screenshot('page');
  });

  it('shows a Lease that is applied while one looks', async () => {
    const page = await open();

    await seedLease(client, leaseOf('flux', { durationSeconds: 60 }));
    const appliedAt = performance.now();
    const tookMs =
      (await seen(controllerRow(page, 'flux'), 'Alive')) - appliedAt;

    record('applied Lease shown on the page after', tookMs);
    expect(tookMs).toBeLessThan(LIVE_WITHIN_MS);
    await client.deleteNamespacedLease({ namespace: 'default', name: 'flux' });
    await seen(controllerRow(page, 'flux'), 'Stopped');
  });

  it('keeps the filter in the address, so that it survives a reload', async () => {
    const page = await open();

    await statusFilter(page, 'Dead').click();
    await controllerRow(page, 'cert-manager').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('status')).toBe('Dead');
    await page.reload();

    await seen(controllerRow(page, 'velero'), 'Dead');
    expect(await page.getByRole('rowheader').allTextContents()).toEqual([
      'velero',
    ]);
    expect(await statusFilter(page, 'Dead').getAttribute('aria-pressed')).toBe(
      'true',
    );
  });

  it('finds a controller by text', async () => {
    const page = await open();

    await page.getByRole('textbox', { name: 'Search' }).fill('vel');

    await controllerRow(page, 'cert-manager').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('q')).toBe('vel');
    await page.getByText(/^1 of \d+ controllers$/).waitFor();
  });

  it('is used by keyboard alone', async () => {
    const page = await open();
    const details = page.getByRole('button', { name: 'Details of velero' });
    const isFocused = () =>
      details.evaluate(element => element === document.activeElement);

    let tabs = 0;
    while (!(await isFocused()) && tabs < MAX_TABS) {
      await page.keyboard.press('Tab');
      tabs++;
    }
    expect(await isFocused()).toBe(true);
    await page.keyboard.press('Enter');

    // It was dead before the portal was started.
    await page
      .getByText(/by its own clock. Silent for .*; the limit is 4\ss \+ 1\ss/)
      .waitFor();
    expect(await details.getAttribute('aria-expanded')).toBe('true');
    expect(await isFocused()).toBe(true);
    await browser.screenshot('page-details');
  });

  it('is dark where the system is dark', async () => {
    const page = await open('/heartbeat', { colorScheme: 'dark' });

    await seen(controllerRow(page, 'cert-manager'), 'Alive');
    await browser.screenshot('page-dark');
  });

  it.each([
    ['narrow', 400],
    ['usual', 1200],
  ])('fits a %s window, with nothing cut off', async (kind, width) => {
    const page = await open('/heartbeat', { width });

    await seen(controllerRow(page, 'cert-manager'), 'Alive');
    const overflowsPx = await page.getByRole('table').evaluate(table => {
      const frames = [document.documentElement, table.parentElement ?? table];
      return frames.map(frame => frame.scrollWidth - frame.clientWidth);
    });
    await browser.screenshot(`page-${kind}`);
    expect(overflowsPx).toEqual([0, 0]);
  });
});
