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

import { readFileSync } from 'node:fs';
import { gitFiles } from './gitFiles.mjs';
import { failed, PASSED } from './TestRun.mjs';

const TEMPLATE = new URL('../copyright-header.txt', import.meta.url);
const SOURCES = ['*.ts', '*.tsx', '*.mjs', '*.cjs'];
/** Written by a tool that would drop the header again. */
const GENERATED = /(^|\/)generated\/|\.generated\.ts$/;

/**
 * Every source file in git begins with exactly the template.
 *
 * @param {string} root - of the repository
 * @returns {import('./TestRun.mjs').Counts}
 */
export function checkLicenceHeaders(root) {
  const header = readFileSync(TEMPLATE, 'utf8');
  const bare = gitFiles(root, SOURCES)
    .filter(file => !GENERATED.test(file))
    .filter(
      file => !readFileSync(`${root}/${file}`, 'utf8').startsWith(header),
    );
  for (const file of bare) {
    console.log(file);
  }
  return bare.length === 0
    ? PASSED
    : failed(
        `${bare.length} files do not begin with scripts/copyright-header.txt`,
      );
}
