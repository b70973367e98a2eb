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

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files of the working tree that git knows, or would know once they are added.
 *
 * @param {string} root - of the repository
 * @param {string[]} [patterns] - as `*.ts`, in any folder; default: all files
 * @returns {string[]} paths from the root, with `/` between their parts
 */
export function gitFiles(root, patterns = []) {
  return execFileSync(
    'git',
    [
      ...['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
      ...['--', ...patterns],
    ],
    { cwd: root, encoding: 'utf8' },
  )
    .split('\0')
    .filter(file => file && existsSync(join(root, file)));
}
