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

import type { StatusSeverity } from 'backstage-plugin-heartbeat-common';

/** Whether it is not as it should be. */
export function isBad(severity: StatusSeverity): boolean {
  switch (severity) {
    case 'critical':
    case 'warning':
      return true;
    case 'unknown':
    case 'off':
    case 'ok':
      return false;
  }
}

/** Whether somebody has to look after it: where it is bad, and where nobody can tell. */
export function needsAHand(severity: StatusSeverity): boolean {
  return isBad(severity) || severity === 'unknown';
}
