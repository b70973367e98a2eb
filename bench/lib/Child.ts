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

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer, Calls, Question, Usage } from './serveCalls';

/** The longest call seeds 10,000 Leases, or starts a backend, on a busy machine. */
const CALL_TIMEOUT_MS = 120_000;

/** A backend that is asked to end needs a moment. */
const STOP_GRACE_MS = 5_000;

/** Enough to see why a process ended. */
const TAIL_CHARACTERS = 3_000;

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * A process of a benchmark, so that the system accounts for its CPU and memory
 * apart from those of all others. It is told by calls what to do.
 */
export class Child<T extends Calls = Calls> {
  static readonly #all = new Set<Child<never>>();

  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #tail = '';
  #ended: Error | undefined;

  /**
   * Starts `processes/<name>.ts`.
   *
   * @param options.args - for the process's command line
   */
  static start<T extends Calls>(
    name: string,
    options: { args?: string[]; cwd?: string; execArgv?: string[] } = {},
  ): Child<T> {
    return new Child<T>(name, options);
  }

  /** Ends all that still run. */
  static async stopAll(): Promise<void> {
    await Promise.all([...Child.#all].map(child => child.stop()));
  }

  private constructor(
    name: string,
    options: { args?: string[]; cwd?: string; execArgv?: string[] },
  ) {
    this.#name = name;
    this.#process = fork(
      join(__dirname, '..', 'processes', `${name}.ts`),
      options.args,
      {
        cwd: options.cwd,
        execArgv: [...process.execArgv, ...(options.execArgv ?? [])],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#tail = (this.#tail + text).slice(-TAIL_CHARACTERS);
      });
    }
    this.#process.on('message', (answer: Answer) => this.#settle(answer));
    this.#process.once('exit', code => {
      Child.#all.delete(this);
      this.#ended = new Error(
        `The ${name} ended (${code}). Its last words:\n${this.#tail}`,
      );
      for (const { reject } of this.#pending.values()) {
        reject(this.#ended);
      }
    });
    Child.#all.add(this);
  }

  /** Asks the process, and waits for its answer. */
  async call<K extends keyof T & string>(
    name: K,
    ...[argument]: Parameters<T[K]>
  ): Promise<Awaited<ReturnType<T[K]>>> {
    return (await this.#ask(name, argument)) as Awaited<ReturnType<T[K]>>;
  }

  /** What it has used so far. */
  async usage(): Promise<Usage> {
    return (await this.#ask('usage', undefined)) as Usage;
  }

  /** Keeps it from doing anything; only its end is left to it. */
  pause(): void {
    this.#process.kill('SIGSTOP');
  }

  /** Ends it. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) {
      return;
    }
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    this.#process.kill('SIGCONT');
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), STOP_GRACE_MS);
    await exited;
    clearTimeout(kill);
  }

  async #ask(name: string, argument: unknown): Promise<unknown> {
    if (this.#ended) {
      throw this.#ended;
    }
    const question: Question = { id: ++this.#lastId, name, argument };
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(question.id, { resolve, reject });
        timer = setTimeout(
          () =>
            reject(
              new Error(
                `The ${this.#name} did not answer "${name}" within ${
                  CALL_TIMEOUT_MS / 1000
                } s. Its last words:\n${this.#tail}`,
              ),
            ),
          CALL_TIMEOUT_MS,
        );
        this.#process.send(question);
      });
    } finally {
      clearTimeout(timer);
      this.#pending.delete(question.id);
    }
  }

  #settle({ id, result, error }: Answer): void {
    const pending = this.#pending.get(id);
    if (error === undefined) {
      pending?.resolve(result);
    } else {
      pending?.reject(new Error(`The ${this.#name}: ${error}`));
    }
  }
}
