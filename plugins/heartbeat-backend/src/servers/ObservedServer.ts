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
  ServerLifecycle,
  ServerStatus,
  ServerTimings,
} from 'backstage-plugin-heartbeat-common';
import type { ServerBinding } from 'backstage-plugin-heartbeat-node';

/**
 * What is known of one server now. Another object after each check.
 *
 * Times called `...MonotonicMs` are on the observer's monotonic clock, those
 * called `...WallMs` are epoch milliseconds of the observer.
 *
 * @internal
 */
export interface ObservedServer {
  /** `server:<source>/<name>` */
  readonly id: string;
  readonly name: string;
  readonly title?: string;
  readonly source: string;
  readonly provider: string;
  /** Without secrets. */
  readonly target: string;
  readonly cluster?: string;
  /** Entities that say one of these stand before it. */
  readonly bindings: readonly ServerBinding[];
  /** Entities that named it themselves. */
  readonly entityRefs: readonly string[];
  readonly status: ServerStatus;
  readonly reason?: string;
  readonly message?: string;
  readonly sinceMonotonicMs: number;
  readonly sinceWallMs: number;
  /** What it was before `Unknown` or `Maintenance`. */
  readonly lastKnown?: ServerStatus;
  readonly lastCheck?: {
    monotonicMs: number;
    wallMs: number;
    timings?: ServerTimings;
  };
  readonly intervalMs: number;
  readonly pending?: { status: ServerStatus; count: number; needed: number };
  readonly isFlapping?: boolean;
  readonly facts?: Readonly<Record<string, string>>;
  readonly lifecycle?: ServerLifecycle;
  /** Another replica of the backend checks it; this is what it stored last. */
  readonly isElsewhere?: boolean;
}
