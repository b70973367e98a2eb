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
import type { AllowRule } from '../../targets';
import type { NetworkQuestion } from '../providers/NetworkProvider';

/**
 * What the thread is started with.
 *
 * @internal
 */
export interface ThreadData {
  /** Tells it apart from other threads that load the same file. */
  isCheckThread: true;
  /** What entities may name. */
  allow: AllowRule[];
}

/**
 * What the thread is told.
 *
 * @internal
 */
export type ToThread =
  | {
      type: 'check';
      check: number;
      probe: number;
      /** With the first check of a probe. */
      question?: NetworkQuestion;
    }
  | { type: 'abort'; check: number }
  | { type: 'forget'; probe: number };

/**
 * What became of a check.
 *
 * @internal
 */
export type Answer =
  | { check: number; observation: ServerObservation }
  | { check: number; error: string };

/**
 * What the thread says: that it is ready, and then one answer to each check.
 *
 * @internal
 */
export type FromThread = 'ready' | Answer;
