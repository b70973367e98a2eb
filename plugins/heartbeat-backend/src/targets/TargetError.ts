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
  TargetError as PublicTargetError,
  TargetReason,
} from 'backstage-plugin-heartbeat-node';

/**
 * A target that is not asked, or cannot be. Its message is for people and holds
 * no secrets.
 *
 * @internal
 */
export class TargetError extends Error implements PublicTargetError {
  readonly name = 'TargetError';
  readonly reason: TargetReason;

  constructor(reason: TargetReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
