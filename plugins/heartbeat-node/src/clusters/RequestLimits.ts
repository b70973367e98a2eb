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

import { KubernetesError, type KubernetesErrorReason } from './KubernetesError';

interface Failure {
  reason: KubernetesErrorReason;
  message: string;
}

/**
 * What ends a request from outside: the signal of who asks, and the deadline.
 *
 * @internal
 */
export class RequestLimits {
  /** Aborted as soon as one of them is. */
  readonly signal: AbortSignal;
  readonly #asker: AbortSignal;
  readonly #deadline: AbortSignal;
  readonly #late: Failure;

  constructor(options: {
    asker: AbortSignal;
    deadline: AbortSignal;
    /** What is said where the deadline ended it. */
    late: Failure;
  }) {
    this.#asker = options.asker;
    this.#deadline = options.deadline;
    this.#late = options.late;
    this.signal = AbortSignal.any([options.asker, options.deadline]);
  }

  /** Settles as the promise does, or rejects as soon as the signal is given. */
  async race<T>(promise: Promise<T>): Promise<T> {
    let abort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(this.signal.reason);
    });
    this.signal.addEventListener('abort', abort);
    try {
      this.signal.throwIfAborted();
      return await Promise.race([promise, aborted]);
    } finally {
      this.signal.removeEventListener('abort', abort);
    }
  }

  /**
   * What a request is to end with that failed.
   *
   * @param failure - what is said where neither of them ended it
   */
  errorOf(cause: unknown, failure: Failure, late = this.#late): unknown {
    if (cause instanceof KubernetesError) {
      return cause;
    }
    if (this.#asker.aborted) {
      return this.#asker.reason;
    }
    return new KubernetesError({
      ...(this.#deadline.aborted ? late : failure),
      cause,
    });
  }
}
