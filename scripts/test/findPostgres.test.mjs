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

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import test, { after } from 'node:test';
import { findPostgres } from './findPostgres.mjs';

const root = mkdtempSync(join(tmpdir(), 'heartbeat-find-postgres-'));
after(() => rmSync(root, { recursive: true }));

/** A directory with an initdb that says this of itself. */
function directoryOf(name, said, mode = 0o700) {
  const directory = join(root, ...name.split('/'));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'initdb'), `#!/bin/sh\n${said}\n`, { mode });
  return directory;
}

const skip =
  process.platform === 'win32' && 'a script is no program on Windows';

test(
  'finds the newest by number, in the usual places and on the PATH',
  { skip },
  () => {
    directoryOf('lib/9/bin', "echo 'initdb (PostgreSQL) 9.6.24'");
    directoryOf(
      'lib/15/bin',
      "echo 'initdb (PostgreSQL) 15.14 (Debian 15.14-0)'",
    );
    const onPath = directoryOf(
      'brew',
      "echo 'initdb (PostgreSQL) 17.2 (Homebrew)'",
    );
    const places = [join(root, 'lib', '*', 'bin')];
    assert.deepEqual(findPostgres({ places, path: '' }), {
      version: 15,
      programs: join(root, 'lib', '15', 'bin'),
    });
    assert.deepEqual(
      findPostgres({ places, path: ['', onPath].join(delimiter) }),
      {
        version: 17,
        programs: onPath,
      },
    );
  },
);

test('finds none where there is none, or none that runs', () => {
  const path = [
    directoryOf('broken', 'exit 1'),
    directoryOf('other', 'echo something else'),
    directoryOf('noProgram', 'echo', 0o600),
    join(root, 'nowhere'),
  ].join(delimiter);
  assert.equal(findPostgres({ places: [], path }), undefined);
});
