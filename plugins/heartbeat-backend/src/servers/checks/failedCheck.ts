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
import { failedTarget } from './failedTarget';
import { messageOf } from '../messageOf';

/**
 * What its provider threw: it could not be asked, or its target is not to be.
 *
 * @internal
 */
export function failedCheck(error: unknown): ServerObservation {
  if (error instanceof TargetError) {
    return failedTarget(error);
  }
  return {
    outcome: 'unknown',
    reason: 'provider-failed',
    message: messageOf(error),
  };
}

/**
 * Its provider cannot start, or has not for as long as a check may take.
 *
 * @internal
 */
export function notReady(
  error: unknown,
  signal: AbortSignal,
): ServerObservation {
  return signal.aborted
    ? {
        outcome: 'unknown',
        reason: 'starting',
        message: 'Its provider is not ready yet.',
      }
    : {
        outcome: 'unknown',
        reason: 'provider-unavailable',
        message: messageOf(error),
      };
}

/**
 * Its provider gave up when it was told to: it did not answer in time.
 *
 * @internal
 */
export function lateCheck(timeoutMs: number): ServerObservation {
  return {
    outcome: 'down',
    reason: 'timeout',
    message: `It did not answer within ${timeoutMs / 1000} s.`,
  };
}

/**
 * Its provider did not give up, which says more of the provider than of the server.
 *
 * @internal
 */
export function abandonedCheck(timeoutMs: number): ServerObservation {
  return {
    outcome: 'unknown',
    reason: 'provider-failed',
    message: `The check did not end within ${
      timeoutMs / 1000
    } s, nor when it was told to.`,
  };
}
