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

import { run } from './children.mjs';

/** Node's own account at the end of its TAP output, e.g. `# pass 9`. */
function count(text, name) {
  return Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}

/**
 * Runs tests of the scripts, which have to work before anything is installed,
 * with Node's own test runner.
 *
 * @param {string[]} files
 * @returns {Promise<import('./TestRun.mjs').Counts>}
 */
export async function nodeTest(files) {
  const { code, text } = await run(
    process.execPath,
    ['--test', '--test-reporter=tap', ...files],
    { output: 'onFailure' },
  );
  const counts = {
    passed: count(text, 'pass'),
    failed: count(text, 'fail'),
    skipped: count(text, 'skipped'),
  };
  return code !== 0 && counts.failed === 0
    ? { ...counts, failed: 1, note: `node --test ended with code ${code}` }
    : counts;
}
