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
import type {
  LeaseRef,
  UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import type { LeaseRecord, LeaseWhereabouts } from '../LeaseRecord';

/**
 * Whom an observer tells what it sees.
 *
 * @internal
 */
export interface LeaseListener {
  /**
   * All there is; the scope is in sync from now on.
   *
   * @param asOfMs - when it was asked for, on the monotonic clock
   */
  onList(records: LeaseRecord[], asOfMs: number): void;
  /** Created or changed a moment ago. */
  onChange(record: LeaseRecord): void;
  onDelete(ref: LeaseRef): void;
  /** What became of a Lease that is not found any more; told again where it turns out otherwise. */
  onWhereabouts(ref: LeaseRef, how: LeaseWhereabouts): void;
  /** The node of a Lease that is not renewed is not there any more. */
  onNodeGone(ref: LeaseRef): void;
  /**
   * The API server was asked for it, past the watch, and there was no new renewal.
   *
   * @param asOfMs - when it was asked, on the monotonic clock
   */
  onUnchanged(ref: LeaseRef, asOfMs: number): void;
  /**
   * The scope cannot be watched at the moment.
   *
   * @param sinceMs - the last moment at which it could, on the monotonic clock
   */
  onWatchFailed(
    why: { reason: UnknownReason; message: string },
    sinceMs: number,
  ): void;
}
