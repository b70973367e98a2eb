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

import type { Locator } from 'playwright-core';
import { Browser } from './support/Browser';
import {
  heartbeatCard,
  seen,
  serverRow,
  statusFilter,
  subjectOnCard,
} from './support/HeartbeatScreens';
import { historyUntil, turnsOf } from './support/history';
import { record } from './support/measurements';
import { Portal } from './support/Portal';
import { Target } from './support/Target';

const INTERVAL_MS = 1_000;
const TIMEOUT_MS = 500;
/** Slower than that it is Degraded. */
const SLOW_MS = 150;

/** Three failed checks, what it takes to a screen whose signals do not come yet, and noise. */
const TURNS_WITHIN_MS = 3 * INTERVAL_MS + 5_000 + 4_000;

/** The catalog is asked for its servers each minute. */
const FOUND_WITHIN_MS = 75_000;

/** A change is written and asked for a while after it is shown. */
const TOLD_WITHIN_MS = 30_000;

/** How far one has to press Tab through the sidebar and the page at most. */
const MAX_TABS = 60;

function entity(name: string, annotations: Record<string, string>): object {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: 'platform',
      system: 'cluster-services',
    },
  };
}

describe('the screens of servers', () => {
  const targets: Record<
    'orders' | 'payments' | 'search' | 'ledger' | 'statusPage' | 'intruder',
    Target
  > = Object.create(null);
  let portal: Portal;
  let browser: Browser;

  beforeAll(async () => {
    targets.orders = await Target.start();
    targets.payments = await Target.start();
    targets.search = await Target.start();
    targets.search.answerAfter(2 * SLOW_MS);
    targets.ledger = await Target.start();
    await targets.ledger.close();
    targets.statusPage = await Target.start();
    targets.intruder = await Target.start();
    const { statusPage, intruder, ...configured } = targets;
    portal = await Portal.start('server-screens', {
      heartbeat: {
        servers: Object.entries(configured).map(([name, { url }]) => ({
          name,
          http: { url },
          slow: `${SLOW_MS}ms`,
        })),
        monitor: {
          interval: `${INTERVAL_MS}ms`,
          timeout: `${TIMEOUT_MS}ms`,
          annotations: {
            allow: [{ cidrs: ['127.0.0.1/32'], ports: [statusPage.port] }],
          },
        },
      },
      entities: [
        ...Object.keys(configured).map(name =>
          entity(name, { 'heartbeat/server': name }),
        ),
        entity('status-page', { 'heartbeat/health-url': statusPage.url }),
        entity('intruder', { 'heartbeat/health-url': intruder.url }),
      ],
    });
  });

  afterAll(async () => {
    await portal?.stop();
    await Promise.all(Object.values(targets).map(target => target.close()));
  });

  afterEach(async () => {
    targets.orders.recover();
    targets.payments.recover();
    const { errors } = browser;
    await browser.close();
    expect(errors).toEqual([]);
  });

  const openCard = async (name: string) => {
    browser = await Browser.open(portal.url);
    const page = await browser.enter(`/catalog/default/component/${name}`);
    return subjectOnCard(page, name);
  };

  const openPage = async (
    path = '/heartbeat?view=servers',
    options: Parameters<typeof Browser.open>[1] = {},
  ) => {
    browser = await Browser.open(portal.url, options);
    return browser.enter(path);
  };

  const names = async () => {
    const headers = browser.page.getByRole('rowheader');
    const texts = await headers.allInnerTexts();
    return texts.map(text => text.split('\n')[0]);
  };

  it('show a healthy server with how its last check went, Down when it fails, and Healthy again', async () => {
    const card = await openCard('payments');

    await seen(card, 'Healthy');
    await card.getByText('2 seconds ago').waitFor();
    await card.getByText('3 seconds ago').waitFor();
    const timings = card.getByRole('list', { name: /^Last check took / });
    await timings.getByText('Connect').waitFor();
    await timings.getByText('First byte').waitFor();
    await browser.screenshot('server-healthy', heartbeatCard(browser.page));

    targets.payments.fail();
    const failedAt = performance.now();
    const downAfterMs = (await seen(card, 'Down', TURNS_WITHIN_MS)) - failedAt;
    record('failing server shown Down after', downAfterMs);
    await card.getByText('Unexpected status', { exact: true }).waitFor();
    await card.getByText(/: It answers 500 /).waitFor();
    await browser.page.getByText('Server payments is now Down').waitFor();
    await browser.screenshot('server-down', heartbeatCard(browser.page));

    targets.payments.recover();
    const recoveredAt = performance.now();
    const healthyAfterMs =
      (await seen(card, 'Healthy', TURNS_WITHIN_MS)) - recoveredAt;
    record('recovered server shown Healthy after', healthyAfterMs);
  });

  it('show the server that an entity names by itself, where a rule allows it', async () => {
    const card = await openCard('status-page');

    await seen(card, 'Healthy', FOUND_WITHIN_MS);
    await card.getByText(targets.statusPage.url).first().waitFor();
    expect(targets.statusPage.asked.length).toBeGreaterThan(0);
  }, 120_000);

  it('say of one that no rule allows that it is not asked, and why', async () => {
    const card = await openCard('intruder');
    const why = new RegExp(
      `:${targets.intruder.port} .*which no rule of heartbeat.monitor.annotations.allow allows`,
    );

    await seen(card, 'Unknown', FOUND_WITHIN_MS);
    await card.getByText('Target not allowed', { exact: true }).waitFor();
    await card.getByText(why).waitFor();
    await browser.screenshot('server-forbidden', heartbeatCard(browser.page));

    const { page } = browser;
    await page.goto('/heartbeat?view=servers');
    await seen(serverRow(page, 'intruder'), 'Unknown');
    await page.getByText(why).waitFor();
    await browser.screenshot('servers');
    expect(targets.intruder.asked).toEqual([]);
  }, 120_000);

  it('list every server, the worst first, and count on the tab what needs attention', async () => {
    const page = await openPage('/heartbeat');

    await page.getByRole('tab', { name: 'Servers 2 need attention' }).click();
    await seen(serverRow(page, 'ledger'), 'Down');
    await serverRow(page, 'ledger').getByText('Connection refused').waitFor();
    await seen(serverRow(page, 'search'), 'Degraded');
    await serverRow(page, 'search').getByText('Slow').waitFor();
    await seen(serverRow(page, 'status-page'), 'Healthy');
    const listed = await names();
    expect(listed.slice(0, 3)).toEqual(['ledger', 'search', 'intruder']);
    expect(listed.slice(3).sort()).toEqual([
      'orders',
      'payments',
      'status-page',
    ]);
    expect(new URL(page.url()).searchParams.get('view')).toBe('servers');
  });

  it('have a server checked now that is not as it should be, say what came of it, and when it is too soon', async () => {
    const page = await openPage();
    const answer = () =>
      page.waitForResponse(response =>
        response.url().includes('/v1/servers/check'),
      );

    await page.getByRole('button', { name: 'Details of ledger' }).click();
    const checkNow = page.getByRole('button', { name: 'Check now' });
    const [first] = await Promise.all([answer(), checkNow.click()]);
    expect(first.status()).toBe(202);
    await page.getByText('Checked just now: Down.').waitFor();
    expect(await isFocused(checkNow)).toBe(true);
    await browser.screenshot('servers-check-now');

    const [second] = await Promise.all([answer(), checkNow.press('Enter')]);
    expect(second.status()).toBe(429);
    await page
      .getByText(/^It was not asked for: .*try again in \d+ s/)
      .waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await browser.screenshot('servers-check-now-dark');
    // The browser's own words for an answer that was refused.
    expect(browser.errors.splice(0)).toEqual([
      expect.stringMatching(/429.*check/),
    ]);
  });

  it('keep the filters in the address, so that they survive a reload', async () => {
    const page = await openPage();

    await statusFilter(page, 'Down').click();
    await serverRow(page, 'orders').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('status')).toBe('Down');
    await page.reload();
    await seen(serverRow(page, 'ledger'), 'Down');
    expect(await names()).toEqual(['ledger']);

    await statusFilter(page, 'Down').click();
    await page.getByRole('textbox', { name: 'Search' }).fill('pay');
    await serverRow(page, 'ledger').waitFor({ state: 'detached' });
    expect(await names()).toEqual(['payments']);
    expect(new URL(page.url()).searchParams.get('q')).toBe('pay');
    await page.getByText('1 of 6 servers').waitFor();
  });

  it('are used by keyboard alone, and move nothing below the hand when a status changes', async () => {
    const page = await openPage('/heartbeat');
    const tabTo = async (label: string, target: Locator) => {
      for (let tabs = 0; tabs < MAX_TABS; tabs++) {
        if (await isFocused(target)) {
          return;
        }
        await page.keyboard.press('Tab');
      }
      throw new Error(`${label} is not reached by Tab`);
    };

    await tabTo('the tabs', page.getByRole('tab', { name: 'Controllers' }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await seen(serverRow(page, 'ledger'), 'Down');
    const details = page.getByRole('button', { name: 'Details of orders' });
    await tabTo('the details', details);
    await page.keyboard.press('Enter');
    await page.getByText(/ Healthy since .*, checked every 1\ss\.$/).waitFor();
    await page.getByText('Response time, last 24 hours').waitFor();
    const before = await names();
    const placeBefore = await details.boundingBox();
    await browser.screenshot('servers-details');

    targets.orders.fail();
    await seen(serverRow(page, 'orders'), 'Down', TURNS_WITHIN_MS);
    await page.getByText(/: It answers 500 /).waitFor();
    expect(await details.getAttribute('aria-expanded')).toBe('true');
    expect(await isFocused(details)).toBe(true);
    expect(await names()).toEqual(before);
    expect((await details.boundingBox())?.y).toBe(placeBefore?.y);
    targets.orders.recover();
    await seen(serverRow(page, 'orders'), 'Healthy', TURNS_WITHIN_MS);

    await page.keyboard.press('Enter');
    expect(await details.getAttribute('aria-expanded')).toBe('false');
    expect(await isFocused(details)).toBe(true);
  });

  it('fit a narrow window in the dark, with nothing cut off', async () => {
    const page = await openPage('/heartbeat?view=servers', {
      width: 400,
      colorScheme: 'dark',
    });

    await seen(serverRow(page, 'ledger'), 'Down');
    await page.getByRole('button', { name: 'Details of ledger' }).click();
    await page.getByText(/^Last check took /).waitFor();
    await browser.screenshot('servers-narrow-dark');
    const overflowsPx = await page.getByRole('table').evaluate(table => {
      const frames = [document.documentElement, table.parentElement ?? table];
      return frames.map(frame => frame.scrollWidth - frame.clientWidth);
    });
    expect(overflowsPx).toEqual([0, 0]);
  });

  it('tell in the tab of an entity what happened to its server, and how available it was', async () => {
    browser = await Browser.open(portal.url);
    const page = await browser.enter(
      '/catalog/default/component/payments/heartbeat',
    );

    await seen(subjectOnCard(page, 'payments'), 'Healthy');
    const log = page.getByRole('list', { name: 'What happened, newest first' });
    await log
      .getByRole('listitem')
      .filter({ hasText: /^Down.*Unexpected status.*for [\d.]+\ss$/is })
      .waitFor({ timeout: TOLD_WITHIN_MS });
    const told = await log.getByRole('listitem').allInnerTexts();
    expect(told.map(text => text.split(/\s/)[0])).toEqual([
      'Healthy',
      'Down',
      'Healthy',
    ]);
    const [availability, down] = await page
      .getByRole('table', { name: 'Availability' })
      .getByRole('row', { name: /^24 hours/ })
      .getByRole('cell')
      .allInnerTexts();
    expect(parseFloat(availability)).toBeLessThan(100);
    expect(down).toMatch(/^[\d.]+\ss$/);
    await page.getByText('Response time, last 24 hours').waitFor();
    // response times are written every few minutes: there are none yet
    await page.getByText(/^None in the last 24 hours; /).waitFor();
    await browser.screenshot('server-tab');
  });
});

describe('the screens of servers of a monitor without a network', () => {
  let portal: Portal;
  let browser: Browser;
  const targets: Target[] = [];

  beforeAll(async () => {
    targets.push(await Target.start(), await Target.start());
    const [server, reference] = targets;
    portal = await Portal.start('server-screens-network', {
      heartbeat: {
        servers: [{ name: 'orders', http: { url: server.url } }],
        monitor: {
          // What is closed refuses at once; only a portal that is busy starting is slow.
          interval: '3s',
          timeout: '3s',
          references: [{ tcp: { host: '127.0.0.1', port: reference.port } }],
        },
      },
    });
    browser = await Browser.open(portal.url);
  });

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await Promise.all(targets.map(target => target.close()));
  });

  it('say that, call no server Down, and forget it when the network is back', async () => {
    const page = await browser.enter('/heartbeat?view=servers');
    await seen(serverRow(page, 'orders'), 'Healthy');

    await Promise.all(targets.map(target => target.close()));
    const strip = page.getByText(/^The monitor itself has no network since /);
    await strip.waitFor();
    await seen(serverRow(page, 'orders'), 'Unknown');
    await serverRow(page, 'orders')
      .getByText('The monitor has no network')
      .waitFor();
    await browser.screenshot('servers-no-network');

    await Promise.all(targets.map(target => target.open()));
    await seen(serverRow(page, 'orders'), 'Healthy');
    await strip.waitFor({ state: 'detached' });
    const rows = await historyUntil(
      [portal],
      { id: 'server:config/orders' },
      'Healthy',
    );
    expect(turnsOf(rows)).toEqual(['Healthy', 'Unknown', 'Healthy']);
    expect(browser.errors).toEqual([]);
  });
});

function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate(one => one === document.activeElement);
}
