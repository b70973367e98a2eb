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

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  chromium,
  type BrowserContext,
  type Locator,
  type Page,
} from 'playwright-core';
import { REPORT_DIR } from './paths';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const VIEWPORT = { width: 1200, height: 800 };

/** For a page to load, and for what is on it to come. */
const PATIENCE_MS = 15_000;

/**
 * Chromium with a profile of its own, at the door of a portal. It remembers
 * what went wrong in its console.
 */
export class Browser {
  readonly page: Page;
  /** What the console said in red, and exceptions that nobody caught. */
  readonly errors: string[] = [];
  readonly #context: BrowserContext;
  readonly #profile: string;

  private constructor(context: BrowserContext, page: Page, profile: string) {
    this.#context = context;
    this.page = page;
    this.#profile = profile;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', error => this.errors.push(String(error)));
    page.on('console', message => {
      if (message.type() === 'error') {
        this.errors.push(`${message.text()} (${message.location().url})`);
      }
    });
  }

  /** Needs CHROMIUM_PATH. */
  static async open(
    url: string,
    options: { colorScheme?: 'light' | 'dark'; width?: number } = {},
  ): Promise<Browser> {
    const { colorScheme = 'light', width = VIEWPORT.width } = options;
    const profile = mkdtempSync(join(REPORT_DIR, 'chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM_PATH,
      args: FLAGS,
      baseURL: url,
      viewport: { ...VIEWPORT, width },
      colorScheme,
    });
    const page = context.pages()[0] ?? (await context.newPage());
    return new Browser(context, page, profile);
  }

  /** Opens a path of the portal and enters as a guest. */
  async enter(path: string): Promise<Page> {
    await this.page.goto(path);
    await this.page.getByRole('button', { name: 'Enter' }).click();
    return this.page;
  }

  /** Leaves a picture in e2e-report, of the window or of a part of the page. */
  async screenshot(name: string, part?: Locator): Promise<void> {
    // nothing is to look as if it were pointed at
    await this.page.mouse.move(VIEWPORT.width - 1, VIEWPORT.height - 1);
    await (part ?? this.page).screenshot({
      path: join(REPORT_DIR, `${name}.png`),
      animations: 'disabled',
    });
  }

  async close(): Promise<void> {
    await this.#context.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}
