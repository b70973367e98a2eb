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

import type { ServerStatus } from './generated/api';
import type { StatusMeaning } from './statusMeaning';

/**
 * What each status of a server means, worst first. A degraded server serves;
 * maintenance that was announced is time out of service on purpose.
 *
 * @public
 */
export const SERVER_MEANINGS: Readonly<Record<ServerStatus, StatusMeaning>> = {
  Down: { severity: 'critical', standing: 'down' },
  Degraded: { severity: 'warning', standing: 'up' },
  Unknown: { severity: 'unknown', standing: 'unknown' },
  Maintenance: { severity: 'off', standing: 'stopped' },
  Stopped: { severity: 'off', standing: 'stopped' },
  Healthy: { severity: 'ok', standing: 'up' },
};

/**
 * What brought the status of a server about.
 *
 * - `first-check`: it was asked for the first time.
 * - `check`: enough checks in a row said so.
 * - `sight-lost`: it cannot be asked, or nobody asked.
 * - `maintenance`: a maintenance began or ended.
 * - `intent`: it was stopped on purpose, or put into service.
 *
 * @public
 */
export type ServerCause =
  | 'first-check'
  | 'check'
  | 'sight-lost'
  | 'maintenance'
  | 'intent';
