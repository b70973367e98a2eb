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

import type { ServerTimings } from 'backstage-plugin-heartbeat-common';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import type { Moment } from '../../time/moment';
import type { ObservedServer } from '../ObservedServer';

/**
 * What does not work, in a sentence.
 *
 * @internal
 */
export interface MonitorProblem {
  /** Of the source or the provider, e.g. `source catalog`. */
  name: string;
  message: string;
  since: Moment;
  /** The message names no entity, and may be told to all. */
  namesNobody?: boolean;
}

/**
 * How checking fares in this process.
 *
 * @internal
 */
export interface ServerHealthState {
  servers: { known: number; checkedHere: number };
  checks: {
    /** That came to an end, with whatever result. */
    done: number;
    /** Not begun, as the one before was not over. */
    skipped: number;
    running: number;
    /** That are due and wait for a place in their lane, or at their host. */
    waiting: number;
    /** That did not heed their deadline and were left to themselves. */
    abandoned: number;
  };
  problems: MonitorProblem[];
  /** There while none of `heartbeat.monitor.references` answers. */
  networkDown?: { message: string; since: Moment };
}

/**
 * One check that came to an end.
 *
 * @internal
 */
export type CheckListener = (check: {
  server: ObservedServer;
  outcome: ServerObservation['outcome'];
  reason?: string;
  timings?: ServerTimings;
  /** From its beginning to its end, as we saw it. */
  durationMs: number;
}) => void;
