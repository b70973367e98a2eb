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

import { isError } from '@backstage/errors';

/**
 * Why a request to an API server did not succeed:
 *
 * - `misconfigured`: what is to say how the cluster is reached is not there, or not usable.
 * - `unauthorized`: our credentials are not accepted (401) or, without a status, are
 *   not to be had.
 * - `forbidden`: they are, and do not allow it (403).
 * - `rejected`: it is answered with any other status that is no success.
 * - `timeout`: there is no answer in time.
 * - `stalled`: a stream is silent for too long.
 * - `unreachable`: there is no connection, or it broke.
 * - `unusable`: the answer is not what was asked for.
 *
 * @public
 */
export type KubernetesErrorReason =
  | 'misconfigured'
  | 'unauthorized'
  | 'forbidden'
  | 'rejected'
  | 'timeout'
  | 'stalled'
  | 'unreachable'
  | 'unusable';

const NAME = 'KubernetesError';

/**
 * A request to an API server that did not succeed, whatever answered in its place.
 *
 * @public
 */
export class KubernetesError extends Error {
  readonly reason: KubernetesErrorReason;
  /** HTTP status; absent where there was no answer, or only half of one. */
  readonly status: number | undefined;
  /** How long the API server wants to be left alone. */
  readonly retryAfterMs: number | undefined;

  /** By its name: a cluster may come from a module with another copy of this package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return isError(value) && value.name === NAME;
  }

  constructor(options: {
    /** For people, without a name of the cluster; begins in the middle of a sentence. */
    message: string;
    /** Default: what the status says; without one, `unreachable`. */
    reason?: KubernetesErrorReason;
    status?: number;
    retryAfterMs?: number;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = NAME;
    this.reason = options.reason ?? reasonOf(options.status);
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

function reasonOf(status: number | undefined): KubernetesErrorReason {
  if (status === undefined) {
    return 'unreachable';
  }
  if (status === 401) {
    return 'unauthorized';
  }
  return status === 403 ? 'forbidden' : 'rejected';
}
