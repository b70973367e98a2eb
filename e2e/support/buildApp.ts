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
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { IS_RERUN, REPORT_DIR, ROOT } from './paths';

/** A file for Node, unlike what stands in node_modules/.bin on Windows. */
const BACKSTAGE_CLI = require.resolve('@backstage/cli/bin/backstage-cli');
const CONFIG = join(ROOT, 'app-config.yaml');

/**
 * Builds the app once for all tests; each portal's backend serves it.
 * HEARTBEAT_E2E_KEEP_BUILD=1 takes the build that is there, while writing tests.
 */
export default function buildApp(): void {
  if (IS_RERUN) {
    mkdirSync(REPORT_DIR, { recursive: true });
    return;
  }
  rmSync(REPORT_DIR, { recursive: true, force: true });
  mkdirSync(REPORT_DIR);
  if (process.env.HEARTBEAT_E2E_KEEP_BUILD) {
    return;
  }
  const build = spawnSync(
    process.execPath,
    [BACKSTAGE_CLI, 'package', 'build', '--config', CONFIG],
    {
      cwd: join(ROOT, 'packages', 'app'),
      // Jest's own "test" is no target of the app's browserslist
      env: { ...process.env, NODE_ENV: 'production' },
      encoding: 'utf8',
    },
  );
  if (build.status !== 0) {
    throw new Error(
      `the app could not be built:\n${build.stdout}${build.stderr}`,
    );
  }
}
