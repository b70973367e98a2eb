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

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SOURCES = join(__dirname, '../../../../e2e/elector');

/** Modules may have to be fetched; they are kept afterwards. */
const BUILD_TIMEOUT_MS = 5 * 60_000;

/** What Go says where it cannot have a module, or is older than one needs; whatever else it says is an error. */
const NOT_TO_BE_HAD =
  /dial tcp|Get "https?:|reading https?:|proxyconnect|module lookup disabled|requires go|invalid go version|toolchain/;

/**
 * The elector that is built on client-go, where there is Go.
 *
 * @returns its path, or why there is none
 */
export function buildElector(): { path: string } | { why: string } {
  const built = spawnSync('go', ['build', '-o', 'elector', '.'], {
    cwd: SOURCES,
    env: { ...process.env, GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' },
    encoding: 'utf8',
    timeout: BUILD_TIMEOUT_MS,
  });
  if (built.error) {
    return { why: 'there is no Go here' };
  }
  if (built.status === 0) {
    return { path: join(SOURCES, 'elector') };
  }
  if (NOT_TO_BE_HAD.test(built.stderr)) {
    return { why: 'Go is too old here, or its modules are not to be had' };
  }
  throw new Error(`go build: ${built.stderr}`);
}
