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

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's layout: one directory for each architecture. */
const LIBRARIES = '/usr/lib';

/** The one for programs with threads. */
const LIBFAKETIME = join('faketime', 'libfaketimeMT.so.1');

/**
 * libfaketime, which shows the programs that it is loaded into another time; undefined where it is not installed,
 * and where it is not Linux that loads it (macOS has another variable for that, and heeds it for some programs only).
 */
export const libfaketime: string | undefined = (
  process.platform === 'linux' ? readdirSync(LIBRARIES) : []
)
  .map(directory => join(LIBRARIES, directory, LIBFAKETIME))
  .find(existsSync);

/**
 * The environment of a process whose system clock is wrong. Only that clock: its
 * monotonic one, as on a real machine, is not.
 *
 * @param by - as `+1h` or `-1h`
 * @throws without {@link libfaketime}
 */
export function wrongClock(by: string): Record<string, string> {
  if (!libfaketime) {
    throw new Error(
      'libfaketime is not installed: install the package libfaketime',
    );
  }
  return {
    LD_PRELOAD: libfaketime,
    FAKETIME: by,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    // the times of files stay what they are
    NO_FAKE_STAT: '1',
  };
}
