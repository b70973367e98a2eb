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

import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { TargetError } from '../../targets';
import { failedTarget } from '../checks/failedTarget';

/**
 * A check came to its end before its time: what it found on the way.
 *
 * @internal
 */
export class CheckFailure extends Error {
  readonly reason: string;

  /** @param message - a sentence for people, without secrets */
  constructor(reason: string, message: string) {
    super(message);
    this.name = 'CheckFailure';
    this.reason = reason;
  }
}

/**
 * What it says of a server that a check of it threw.
 *
 * @throws what is neither of the server nor of the way to it
 * @internal
 */
export function failedObservation(error: unknown): ServerObservation {
  if (error instanceof TargetError) {
    return failedTarget(error);
  }
  if (error instanceof CheckFailure) {
    return { outcome: 'down', reason: error.reason, message: error.message };
  }
  throw error;
}
