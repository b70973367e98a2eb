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

// Loaded into every Node process that these scripts start (NODE_OPTIONS):
// a process whose parent is gone ends too, so that nothing is left behind
// even when what would have ended it was killed.

const { isMainThread } = require('node:worker_threads');

const CHECK_EVERY_MS = 500;

/** A backend needs a moment to delete its own heartbeat. */
const GRACE_MS = 5_000;

if (isMainThread) {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(check);
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
      process.kill(process.pid, 'SIGTERM');
    }
  }, CHECK_EVERY_MS);
  check.unref();
}
