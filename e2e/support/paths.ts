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

import { join } from 'node:path';

/** The repository's root. */
export const ROOT = join(__dirname, '..', '..');

/** Whether this is a test file that failed, run once more: what all of them left behind is to stay. */
export const IS_RERUN = process.env.HEARTBEAT_TEST_RERUN !== undefined;

/** Screenshots, logs, measurements and temporary files of a run; ignored by git, emptied by the next one. */
export const REPORT_DIR = join(ROOT, 'e2e-report', IS_RERUN ? 'again' : '');
