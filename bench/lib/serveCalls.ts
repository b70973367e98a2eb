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

/** What a process of a benchmark can be asked by the one that started it. */
export type Calls = Record<string, (argument: never) => unknown>;

/** What the system says that a process has used so far. */
export interface Usage {
  /** User and system time of all threads. */
  cpuMs: number;
  rssBytes: number;
  atMs: number;
}

/** One question, as it goes over the channel. */
export interface Question {
  id: number;
  name: string;
  argument: unknown;
}

/** And its answer. */
export interface Answer {
  id: number;
  result?: unknown;
  error?: string;
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / 1000,
    rssBytes: process.memoryUsage.rss(),
    atMs: performance.now(),
  };
}

/**
 * Answers the calls of the process that started this one, and what every
 * process can say of itself (`usage`); ends with it.
 */
export function serveCalls(calls: Calls): void {
  const all = new Map<string, (argument: never) => unknown>([
    ...Object.entries(calls),
    ['usage', usage],
  ]);
  process.on('message', async ({ id, name, argument }: Question) => {
    const answer: Answer = { id };
    try {
      const call = all.get(name);
      if (!call) {
        throw new Error(`there is no call "${name}"`);
      }
      answer.result = await call(argument as never);
    } catch (error) {
      answer.error = error instanceof Error ? error.stack : String(error);
    }
    process.send?.(answer);
  });
  // by exit, so that a CPU profile is written where one is wanted
  process.once('SIGTERM', () => process.exit(0));
  process.once('disconnect', () => process.exit(0));
}
