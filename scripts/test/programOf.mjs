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
 * The programs that packages bring, each as a file for Node: what stands in
 * node_modules/.bin is a link on some systems and a script for a shell on others.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../toolchain.mjs';

const PACKAGES = {
  'backstage-cli': '@backstage/cli',
  'backstage-repo-tools': '@backstage/repo-tools',
  eslint: 'eslint',
  jest: 'jest',
  prettier: 'prettier',
  tsc: 'typescript',
};

/**
 * @param {string} name - of a program that a package brings, or any other command
 * @returns {string[]} the command, and what its arguments begin with
 */
export function programOf(name) {
  const packageName = PACKAGES[name];
  if (!packageName) {
    return [name];
  }
  const directory = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(
    readFileSync(join(directory, 'package.json'), 'utf8'),
  );
  const file = typeof bin === 'string' ? bin : bin[name];
  return [process.execPath, join(directory, file)];
}
