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

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'google-chrome', 'chromium-browser'];

/** Where macOS and Windows have them, off the PATH. */
const USUAL_PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser for the browser tests: `CHROMIUM_PATH`, or the first of the usual
 * names on the PATH, or one in a usual place.
 *
 * @returns {string | undefined}
 * @throws if CHROMIUM_PATH names nothing that can be run
 */
export function findChromium() {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH) {
    if (!isExecutable(CHROMIUM_PATH)) {
      throw new Error(`CHROMIUM_PATH: ${CHROMIUM_PATH} cannot be run`);
    }
    return CHROMIUM_PATH;
  }
  const onPath = NAMES.flatMap(name =>
    PATH.split(delimiter).map(dir => join(dir, name)),
  );
  return [...onPath, ...USUAL_PLACES].find(isExecutable);
}
