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

import { Child } from './Child';

/**
 * Reads a whole number from 1 on from the command line.
 *
 * @throws if it is not one
 */
export function readCount(
  name: string,
  value: string | undefined,
  or: number,
): number {
  const count = Number(value ?? or);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`--${name} ${value} is not a whole number from 1 on`);
  }
  return count;
}

/** Runs a benchmark to its end, and ends with its exit code and all its processes. */
export function runCommand(main: () => Promise<number>): void {
  main()
    .finally(() => Child.stopAll())
    .then(
      code => process.exit(code),
      error => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
}
