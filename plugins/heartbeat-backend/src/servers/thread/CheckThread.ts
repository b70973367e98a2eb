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
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ServerObservation,
  ServerProbe,
} from 'backstage-plugin-heartbeat-node';
import { abortable } from '../../time/abortable';
import type { Clock } from '../../time/clock';
import { momentOf } from '../../time/moment';
import { failedCheck } from '../checks/failedCheck';
import type { AllowRule } from '../../targets';
import { messageOf } from '../messageOf';
import type { NetworkProvider } from '../providers/NetworkProvider';
import type { MonitorProblem } from '../checks/ServerHealthState';
import { RunningThread, type NumberedQuestion } from './RunningThread';
import { startThread } from './startThread';
import { ThreadError } from './ThreadError';

/** Whatever ended it may well do so again, and a start takes a fifth of a second. */
const RESTART_PAUSE_MS = 5_000;

interface CheckThreadOptions {
  /** What entities may name. */
  allow: AllowRule[];
  clock: Clock;
  logger: LoggerService;
  /** Ends the thread. */
  signal: AbortSignal;
  /** Default: {@link startThread}. */
  start?: typeof startThread;
}

/**
 * Has a thread do what providers do; see the head of this folder.
 *
 * @internal
 */
export class CheckThread {
  readonly #options: CheckThreadOptions;
  readonly #start: (options: { allow: AllowRule[] }) => Worker;
  /** Nobody says when a probe is not needed any more. */
  readonly #unused = new FinalizationRegistry<number>(probe =>
    this.#running?.forget(probe),
  );
  #probes = 0;
  #running?: RunningThread;
  #failed?: { problem: MonitorProblem; restartMs: number };

  constructor(options: CheckThreadOptions) {
    const { signal, start = startThread } = options;
    this.#options = options;
    this.#start = start;
    signal.addEventListener('abort', () => this.#running?.stop());
  }

  /** Why it does not check, until it does again. */
  get problems(): MonitorProblem[] {
    return this.#failed ? [this.#failed.problem] : [];
  }

  /** The same provider, but that the thread does the asking. */
  asking(provider: NetworkProvider): NetworkProvider {
    return {
      ...provider,
      prepare: ({ provider: kind, spec, trust }) => {
        const question = { provider: kind, spec, trust };
        const { target, host } = provider.prepare(question);
        const numbered = { id: ++this.#probes, question };
        const probe: ServerProbe = {
          target,
          host,
          check: ({ signal }) => this.#check(numbered, signal),
        };
        this.#unused.register(probe, numbered.id);
        return probe;
      },
    };
  }

  /** @throws what the check threw */
  async #check(
    question: NumberedQuestion,
    signal: AbortSignal,
  ): Promise<ServerObservation> {
    try {
      const running = (this.#running ??= this.#run());
      return running.isReady
        ? await running.check(question, signal)
        : await this.#checkAtItsStart(running, question, signal);
    } catch (error) {
      if (error instanceof ThreadError) {
        return failedCheck(error);
      }
      throw error;
    }
  }

  /** The thread's start takes from the time that the server has: what is late then is not the server. */
  async #checkAtItsStart(
    running: RunningThread,
    question: NumberedQuestion,
    signal: AbortSignal,
  ): Promise<ServerObservation> {
    try {
      return await abortable(running.check(question, signal), signal);
    } catch (error) {
      if (signal.aborted) {
        return {
          outcome: 'unknown',
          reason: 'starting',
          message: 'The thread that asks servers is not ready yet.',
        };
      }
      throw error;
    }
  }

  #run(): RunningThread {
    const { clock, signal } = this.#options;
    if (signal.aborted) {
      throw new ThreadError('This backend is being shut down');
    }
    if (this.#failed && clock.monotonicMs() < this.#failed.restartMs) {
      throw new ThreadError(this.#failed.problem.message);
    }
    return new RunningThread(this.#startOne(), {
      clock,
      onAnswer: () => {
        this.#failed = undefined;
      },
      onEnd: error => {
        this.#running = undefined;
        if (!signal.aborted) {
          this.#fail(error);
        }
      },
    });
  }

  #startOne(): Worker {
    try {
      return this.#start(this.#options);
    } catch (cause) {
      const error = new ThreadError(
        `The thread that asks servers cannot be started: ${messageOf(cause)}`,
      );
      this.#fail(error);
      throw error;
    }
  }

  #fail({ message }: ThreadError): void {
    const { clock, logger } = this.#options;
    const now = momentOf(clock);
    const since = this.#failed?.problem.since ?? now;
    this.#failed = {
      problem: { name: 'check thread', message, since },
      restartMs: now.monotonicMs + RESTART_PAUSE_MS,
    };
    logger.error(
      `${message}; it is started again after ${RESTART_PAUSE_MS / 1000} s`,
    );
  }
}
