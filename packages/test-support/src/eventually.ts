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

/** What a test waits for takes a moment; a machine with other things to do takes this long for it. */
const WITHIN_MS = 10_000;

/** Longer than most looks take, and too short to be noticed. */
const LOOK_EVERY_MS = 10;

/**
 * Looks again and again until there is something to see: anything but `false`,
 * `undefined` and the like. A look that throws has seen nothing yet.
 *
 * @returns what was seen
 * @throws an Error that says what was waited for, and what the last look that threw
 * did throw, where there was nothing to see in time
 * @internal
 */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  options: { withinMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const { withinMs = WITHIN_MS, everyMs = LOOK_EVERY_MS } = options;
  const endMs = performance.now() + withinMs;
  let failure: { error: unknown } | undefined;
  for (;;) {
    try {
      const seen = await look();
      if (seen) {
        return seen;
      }
    } catch (error) {
      failure = { error };
    }
    if (performance.now() > endMs) {
      const why = failure ? ` (${failure.error})` : '';
      throw new Error(`Not within ${withinMs} ms: ${what}${why}`, {
        cause: failure?.error,
      });
    }
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
}
