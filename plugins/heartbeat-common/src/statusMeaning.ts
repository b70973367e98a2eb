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

import type { HistoryStanding } from './generated/api';

/**
 * How much a status asks of people; its colour follows from that.
 *
 * - `ok`: nothing.
 * - `warning`: somebody should look before it gets worse.
 * - `critical`: what it is there for is not done.
 * - `unknown`: nobody can tell.
 * - `off`: it is out of service on purpose.
 *
 * @public
 */
export type StatusSeverity = 'ok' | 'warning' | 'critical' | 'unknown' | 'off';

/**
 * What a status of one kind means to those who know no kinds.
 *
 * @public
 */
export interface StatusMeaning {
  severity: StatusSeverity;
  /** For availability. */
  standing: HistoryStanding;
}
