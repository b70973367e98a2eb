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

/**
 * Takes the pictures of README.md and docs/ from a running demo portal:
 *
 *   npm start                                    (and give it ten minutes)
 *   npm run yarn -- node scripts/pictures.mjs [http://localhost:3000]
 */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from './test/findChromium.mjs';

const IMAGES = new URL('../docs/images/', import.meta.url);
/** Everybody who opens README.md loads them. */
const MAX_BYTES = 150_000;
const VIEWPORT = { width: 1280, height: 900 };

/** An entity whose controller hangs again and again, and one whose server does; both have a runbook. */
const CONTROLLER_ENTITY = 'external-secrets';
const SERVER_ENTITY = 'checkout';
/** A machine that gets a new image again and again: it has all that a card of a machine can show. */
const MACHINE_ENTITY = 'cart-1';
/** They are Dead or Down for a while in each of their rounds. */
const BAD_WITHIN_MS = 10 * 60_000;
/** So long after that at most the bar on the card shows it too. */
const SHOWN_AFTER_MS = 20_000;

/** What the pages are taken in, and what follows their names. */
const SCHEMES = [
  ['light', ''],
  ['dark', '-dark'],
];

/** News of the moment, which would lie over what a picture is about. */
const WITHOUT_NEWS = '.notistack-SnackbarContainer { display: none; }';

const [url = 'http://localhost:3000'] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu'],
});

async function open(path, options) {
  const context = await browser.newContext({ viewport: VIEWPORT, ...options });
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  await page.getByRole('button', { name: 'Enter' }).click();
  return page;
}

async function take(page, name, target = page) {
  const path = fileURLToPath(new URL(`${name}.png`, IMAGES));
  // no row is to look as if it were pointed at
  await page.mouse.move(VIEWPORT.width - 1, VIEWPORT.height - 1);
  await target.screenshot({
    path,
    animations: 'disabled',
    style: WITHOUT_NEWS,
  });
  const { size } = statSync(path);
  console.log(`${path}: ${size} bytes`);
  if (size > MAX_BYTES) {
    throw new Error(`${path} is too large, at most ${MAX_BYTES} bytes`);
  }
}

/** The card of an entity when it has come to show a status. */
async function takeCard(name, entity, status, kind = 'component') {
  const page = await open(`/catalog/default/${kind}/${entity}`, {
    deviceScaleFactor: 2,
  });
  const card = page.locator('section, article').filter({
    has: page.getByRole('heading', { name: 'Heartbeat', exact: true }),
  });
  await card.getByText('Last 24 hours').waitFor();
  // from its beginning on, so that it lasts for long enough
  const bad = card.getByText(status, { exact: true });
  await bad.waitFor({ state: 'detached', timeout: BAD_WITHIN_MS });
  await bad.waitFor({ timeout: BAD_WITHIN_MS });
  await page.waitForTimeout(SHOWN_AFTER_MS);
  await take(page, name, card);
}

/** @param parts - what the page has when it is complete */
async function takePage(name, path, parts) {
  for (const [colorScheme, suffix] of SCHEMES) {
    const page = await open(path, { colorScheme });
    for (const part of parts(page)) {
      await part.waitFor();
    }
    await take(page, `${name}${suffix}`);
  }
}

try {
  await takeCard('card', CONTROLLER_ENTITY, 'Dead');
  await takeCard('server-card', SERVER_ENTITY, 'Down');
  await takeCard('machine-card', MACHINE_ENTITY, 'Healthy', 'resource');
  await takePage('servers', '/heartbeat?view=servers', page => [
    page.getByRole('table', { name: /^Servers/ }),
    page.getByText('Infrastructure', { exact: true }).first(),
  ]);
  await takePage(
    'tab',
    `/catalog/default/component/${SERVER_ENTITY}/heartbeat`,
    page => [
      page.getByRole('table', { name: 'Availability' }),
      page.getByText('50% within'),
      page.getByText('24 h ago').first(),
    ],
  );
  await takePage('page', '/heartbeat', page => [
    page.getByRole('table', { name: /^Controllers/ }),
    page.getByText('Infrastructure', { exact: true }).first(),
  ]);
} finally {
  await browser.close();
}
