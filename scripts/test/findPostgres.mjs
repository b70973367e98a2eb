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
import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian, Homebrew and Postgres.app have it, mostly without a link on the PATH. */
const USUAL_PLACES = [
  '/usr/lib/postgresql/*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
];

/** The major version, by what initdb says of itself: `initdb (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`. */
function versionIn(directory) {
  const initdb = join(directory, 'initdb');
  try {
    accessSync(initdb, constants.X_OK);
    const text = execFileSync(initdb, ['--version'], { encoding: 'utf8' });
    return Number(/ \(PostgreSQL\) (\d+)/.exec(text)?.[1]);
  } catch {
    return NaN; // none there, or none that runs here
  }
}

/**
 * The newest PostgreSQL of this machine.
 *
 * @param {object} [options]
 * @param {string[]} [options.places] - patterns of directories with its programs
 * @param {string} [options.path] - directories too, as in PATH
 * @returns {{ version: number, programs: string } | undefined} its major version, and the directory of its programs
 */
export function findPostgres(options = {}) {
  const { places = USUAL_PLACES, path = process.env.PATH ?? '' } = options;
  return [...globSync(places), ...path.split(delimiter).filter(Boolean)]
    .map(programs => ({ version: versionIn(programs), programs }))
    .filter(({ version }) => Number.isInteger(version))
    .sort((a, b) => b.version - a.version)[0];
}
