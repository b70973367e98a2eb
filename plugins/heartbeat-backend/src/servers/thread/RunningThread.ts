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

import type { Worker } from 'node:worker_threads';
import { toError } from '@backstage/errors';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import type { NetworkQuestion } from '../providers/NetworkProvider';
import type { Answer, FromThread, ToThread } from './messages';
import { ThreadError } from './ThreadError';

/**
 * How long the thread may take to say that it has ended a check. It takes milliseconds;
 * one that takes this long is in a loop that does not end.
 */
const STUCK_MS = 10_000;

/**
 * What is asked, by a number that stands for it on the way.
 *
 * @internal
 */
export interface NumberedQuestion {
  id: number;
  question: NetworkQuestion;
}

interface PendingCheck {
  resolve(observation: ServerObservation): void;
  reject(error: Error): void;
}

/**
 * One thread, from its start to its end.
 *
 * @internal
 */
export class RunningThread {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #onAnswer: () => void;
  readonly #known = new Set<number>();
  readonly #pending = new Map<number, PendingCheck>();
  #checks = 0;
  #isReady = false;
  #failure?: Error;

  /**
   * @param options.onAnswer - it works
   * @param options.onEnd - it has ended by itself, and all that waited for it was told so
   */
  constructor(
    worker: Worker,
    options: {
      clock: Clock;
      onAnswer(): void;
      onEnd(error: ThreadError): void;
    },
  ) {
    this.#worker = worker;
    this.#clock = options.clock;
    this.#onAnswer = options.onAnswer;
    // Nothing waits for it at a shutdown.
    worker.unref();
    worker.on('message', (message: FromThread) => this.#hear(message));
    worker.once('error', error => {
      this.#failure ??= toError(error);
    });
    worker.once('exit', code => {
      const error = new ThreadError(
        `The thread that asks servers has ended: ${
          this.#failure?.message ?? `it ended with code ${code}`
        }`,
      );
      this.#rejectAll(error);
      options.onEnd(error);
    });
  }

  /** Until then, how long a check takes says nothing of the server. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /**
   * Checks once.
   *
   * @throws what the check threw, or ThreadError if the thread ends meanwhile
   */
  check(
    { id: probe, question }: NumberedQuestion,
    signal: AbortSignal,
  ): Promise<ServerObservation> {
    const check = ++this.#checks;
    let unwatch = () => {};
    const abort = () => {
      this.#post({ type: 'abort', check });
      unwatch = this.#clock.setTimer(() => this.#endAsStuck(), STUCK_MS);
    };
    return new Promise<ServerObservation>((resolve, reject) => {
      const isNew = !this.#known.has(probe);
      this.#post({
        type: 'check',
        check,
        probe,
        question: isNew ? question : undefined,
      });
      this.#known.add(probe);
      this.#pending.set(check, { resolve, reject });
      signal.addEventListener('abort', abort);
      if (signal.aborted) {
        abort();
      }
    }).finally(() => {
      signal.removeEventListener('abort', abort);
      unwatch();
    });
  }

  /** It is not checked any more. */
  forget(probe: number): void {
    if (this.#known.delete(probe)) {
      this.#post({ type: 'forget', probe });
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromThread): void {
    this.#isReady = true;
    if (message !== 'ready') {
      this.#settle(message);
      this.#onAnswer();
    }
  }

  #settle(answer: Answer): void {
    const pending = this.#pending.get(answer.check);
    this.#pending.delete(answer.check);
    if ('error' in answer) {
      pending?.reject(new Error(answer.error));
    } else {
      pending?.resolve(answer.observation);
    }
  }

  /** Unless it still starts, which takes longer where a machine is busy. */
  #endAsStuck(): void {
    if (this.#isReady) {
      this.#failure ??= new Error(
        `it has not answered for ${STUCK_MS / 1000} s`,
      );
      this.stop();
    }
  }

  #rejectAll(error: ThreadError): void {
    for (const { reject } of this.#pending.values()) {
      reject(error);
    }
    this.#pending.clear();
  }
}
