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

import type { JsonObject } from '@backstage/types';
import type { ServerBinding } from 'backstage-plugin-heartbeat-node';

/**
 * A status, and why it is that.
 *
 * @internal
 */
export interface StatusWithReason {
  readonly status: string;
  readonly reason?: string;
}

/**
 * Anything that is alive or not, as it is now: a controller, a server. It is a value:
 * whatever changes makes another object. Each kind adds what only it has.
 *
 * @internal
 */
export interface Subject extends StatusWithReason {
  /** Unique among all kinds, and stable between answers. */
  readonly id: string;
  /** What entities call it; `''` is the unnamed controller. */
  readonly name: string;
  /** What people call it, where that is not its name. */
  readonly title?: string;
  readonly cluster?: string;
  /** When `status` began, in epoch milliseconds of the observer. */
  readonly sinceWallMs: number;
  /** The same on the observer's monotonic clock, where that is kept. */
  readonly sinceMonotonicMs?: number;
  /** It goes to and fro between good and bad. */
  readonly isFlapping?: boolean;
  /** Entities that say one of these stand before it. */
  readonly bindings: readonly ServerBinding[];
  /** Entities that named it themselves. */
  readonly entityRefs: readonly string[];
  /** Another replica of the backend sees to it; this is what it stored last. */
  readonly isElsewhere?: boolean;
}

/**
 * A change of a subject's status, or of the reason for it.
 *
 * @internal
 */
export interface SubjectTransition<S extends Subject = Subject> {
  /** As it is now. */
  readonly subject: S;
  /** Absent at first sight. */
  readonly from?: StatusWithReason;
  readonly to: StatusWithReason;
  /** The deadline, the sign of life or the first of the checks that turned it, on the observer's monotonic clock. */
  readonly atMonotonicMs: number;
  /** The same moment by the observer's wall clock. */
  readonly atWallMs: number;
  readonly cause: string;
  /** The numbers behind it; no secrets. */
  readonly evidence?: JsonObject;
}

/**
 * Something that is to be remembered of a subject and changes no status, such as a
 * restart.
 *
 * @internal
 */
export interface SubjectMark<S extends Subject = Subject> {
  /** As it is now. */
  readonly subject: S;
  readonly cause: string;
  readonly atMonotonicMs: number;
  /** The same text for all replicas of the backend that see it, and another one the next time. */
  readonly mark: string;
  readonly evidence: JsonObject;
}
