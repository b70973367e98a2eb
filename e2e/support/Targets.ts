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

import { Target } from './Target';

/** Many servers, and how evenly they are asked. */
export class Targets {
  /** For `heartbeat.servers`. */
  readonly config: Array<{ name: string; http: { url: string } }>;
  readonly #targets: Target[];

  static async start(count: number): Promise<Targets> {
    const starting = Array.from({ length: count }, () => Target.start());
    return new Targets(await Promise.all(starting));
  }

  private constructor(targets: Target[]) {
    this.#targets = targets;
    this.config = targets.map(({ url }, index) => ({
      name: `target-${index}`,
      http: { url },
    }));
  }

  fail(index: number): void {
    this.#targets[index].fail();
  }

  /**
   * The times between any two checks of one target that follow each other, since
   * then. Those that fail are asked sooner or later than others, on purpose.
   */
  gapsSince(sinceMs: number): number[] {
    return this.#well().flatMap(({ asked }) => {
      const times = asked.filter(time => time >= sinceMs);
      return times.slice(1).map((time, index) => time - times[index]);
    });
  }

  /** How long ago the one was asked that has waited for longest, of those that are well. */
  longestWaitMs(): number {
    const now = performance.now();
    return Math.max(
      ...this.#well().map(({ asked }) => now - (asked.at(-1) ?? 0)),
    );
  }

  #well(): Target[] {
    return this.#targets.filter(({ isFailing }) => !isFailing);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#targets.map(target => target.close()));
  }
}
