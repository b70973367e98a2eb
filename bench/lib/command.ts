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

import { parseArgs } from 'node:util';
import { Child } from './Child';

/** A whole number from 1 on. */
interface Count {
  /** What `--help` says of it. */
  text: string;
  usual: number;
  /** In a smoke run; absent: as usual. */
  quick?: number;
}

interface Word {
  text: string;
  /** What stands for its value in `--help`: `NAME`. */
  value: string;
}

interface Command<C extends string, W extends string> {
  /** As npm calls it: `bench:api`. */
  name: string;
  counts: Record<C, Count>;
  words?: Record<W, Word>;
  /** @returns the exit code */
  run(
    options: Record<NoInfer<C>, number> & { [word in NoInfer<W>]?: string } & {
      quick: boolean;
    },
  ): Promise<number>;
}

/**
 * Reads the command line of a benchmark, runs it to its end, and ends with its exit code
 * and all its processes.
 */
export function runCommand<C extends string, W extends string = never>(
  command: Command<C, W>,
): void {
  main(command)
    .finally(() => Child.stopAll())
    .then(
      code => process.exit(code),
      error => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
}

async function main<C extends string, W extends string>(
  command: Command<C, W>,
): Promise<number> {
  const { counts, words, run } = command;
  const names = Object.keys({ ...counts, ...words });
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(names.map(name => [name, { type: 'string' }])),
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const given: Record<string, unknown> = values;
  if (given.help) {
    console.log(helpOf(command));
    return 0;
  }
  const quick = given.quick === true;
  const numbers = Object.entries<Count>(counts).map(([name, count]) => [
    name,
    readCount(name, given[name], (quick && count.quick) || count.usual),
  ]);
  return run({ ...given, ...Object.fromEntries(numbers), quick });
}

function readCount(name: string, value: unknown, or: number): number {
  const count = Number(value ?? or);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`--${name} ${value} is not a whole number from 1 on`);
  }
  return count;
}

function helpOf<C extends string, W extends string>({
  name,
  counts,
  words,
}: Command<C, W>): string {
  const all = Object.entries<Count>(counts);
  const smoke = all.flatMap(([key, { quick }]) =>
    quick === undefined ? [] : [`--${key} ${quick}`],
  );
  const rows = [
    ...all.map(([key, { text, usual }]) => [
      `--${key} N`,
      `${text} (${usual})`,
    ]),
    ...Object.entries<Word>(words ?? {}).map(([key, { text, value }]) => [
      `--${key} ${value}`,
      text,
    ]),
    ['--quick', `a smoke run: ${smoke.join(' ')}`],
  ];
  const width = Math.max(...rows.map(([option]) => option.length)) + 2;
  return [
    `npm run ${name} -- [options]`,
    ...rows.map(([option, text]) => `  ${option.padEnd(width)}${text}`),
  ].join('\n');
}
