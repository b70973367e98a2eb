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

import { KubernetesError } from 'backstage-plugin-heartbeat-node';

/** Where so many streams break one after the other without an event, the scope is not watched. */
const MAX_BROKEN = 3;

/** The same where they end cleanly: an API server that shuts down does that until it is gone, some seconds later. */
const MAX_ENDED = 6;

/**
 * The streams in a row that did not work.
 *
 * @internal
 */
export class BrokenStreams {
  #count = 0;
  #areTooMany = false;

  /** Whether the scope could not be watched although everything could be listed. */
  get areTooMany(): boolean {
    return this.#areTooMany;
  }

  /**
   * One more.
   *
   * @param error - absent where it ended cleanly
   * @throws what it ended with, if they are too many now
   */
  add(error: unknown): void {
    this.#count++;
    if (this.#count < (error === undefined ? MAX_ENDED : MAX_BROKEN)) {
      return;
    }
    this.fail();
    throw (
      error ??
      new KubernetesError({
        reason: 'unreachable',
        message: 'each watch ends as soon as it has begun',
      })
    );
  }

  /** One that is as bad as too many: there is no way to go on after it. */
  fail(): void {
    this.#areTooMany = true;
  }

  /** A stream works. */
  clear(): void {
    this.#count = 0;
    this.#areTooMany = false;
  }
}
