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

/**
 * What is asked at once: one server, or a group of them.
 *
 * @internal
 */
export interface Unit {
  /** Unique, and the same on all replicas: slots follow from it. */
  readonly key: string;
  /** Only a few units of one host run at a time. */
  readonly host?: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Read when it is due: whether it waits among those that fail. */
  readonly isFailing: boolean;
  /** Read after a check: whether the next one shall come soon. */
  readonly needsConfirmation: boolean;
  /** Read after a check: in which of its next slots it is due again; 1 is the next. */
  readonly everyNth: number;
  /**
   * Asks. What it finds wrong is no rejection.
   *
   * @param signal - aborted after the timeout, and when the unit is removed
   */
  check(signal: AbortSignal): Promise<void>;
  /** `check` did not heed its signal; what it still brings must not count. */
  abandoned(): void;
}
