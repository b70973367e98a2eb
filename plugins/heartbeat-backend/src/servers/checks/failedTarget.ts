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
  ServerObservation,
  TargetReason,
} from 'backstage-plugin-heartbeat-node';
import type { TargetError } from '../../targets';

const OUTCOMES: Record<TargetReason, ServerObservation['outcome']> = {
  // A target that may not be asked has done nothing wrong.
  'target-forbidden': 'unknown',
  'redirect-forbidden': 'down',
  'name-not-found': 'down',
  'dns-failed': 'down',
  timeout: 'down',
};

/**
 * What it says of a server that its target is not asked, or cannot be.
 *
 * @internal
 */
export function failedTarget({
  reason,
  message,
}: TargetError): ServerObservation {
  return { outcome: OUTCOMES[reason], reason, message };
}
