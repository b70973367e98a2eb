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
 * Takes the pictures of README.md from a running demo portal:
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

/** An entity whose controller hangs again and again, and which has a runbook. */
const ENTITY = 'external-secrets';
/** It is Dead for a while in each of its rounds. */
const DEAD_WITHIN_MS = 10 * 60_000;

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
  await target.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  console.log(`${path}: ${size} bytes`);
  if (size > MAX_BYTES) {
    throw new Error(`${path} is too large, at most ${MAX_BYTES} bytes`);
  }
}

try {
  const entityPage = await open(`/catalog/default/component/${ENTITY}`, {
    deviceScaleFactor: 2,
  });
  const card = entityPage.locator('section, article').filter({
    has: entityPage.getByRole('heading', { name: 'Heartbeat', exact: true }),
  });
  await card
    .getByText('Dead', { exact: true })
    .waitFor({ timeout: DEAD_WITHIN_MS });
  await take(entityPage, 'card', card);
  for (const [name, colorScheme] of [
    ['page', 'light'],
    ['page-dark', 'dark'],
  ]) {
    const page = await open('/heartbeat', { colorScheme });
    await page.getByRole('table', { name: /^Controllers/ }).waitFor();
    await take(page, name);
  }
} finally {
  await browser.close();
}
