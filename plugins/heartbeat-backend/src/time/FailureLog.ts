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

import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';

/**
 * Logs of what is tried again and again that it fails, and that it works again: once
 * each, and not with each attempt.
 *
 * @internal
 */
export class FailureLog {
  readonly #logger: LoggerService;
  readonly #failure: string;
  readonly #recovery: string;
  #hasFailed = false;

  constructor(options: {
    logger: LoggerService;
    /** What is the matter; what was thrown is added to it. */
    failure: string;
    recovery: string;
  }) {
    this.#logger = options.logger;
    this.#failure = options.failure;
    this.#recovery = options.recovery;
  }

  failed(error: unknown): void {
    if (!this.#hasFailed) {
      this.#logger.warn(`${this.#failure}: ${stringifyError(error)}`);
    }
    this.#hasFailed = true;
  }

  succeeded(): void {
    if (this.#hasFailed) {
      this.#logger.info(this.#recovery);
    }
    this.#hasFailed = false;
  }
}
