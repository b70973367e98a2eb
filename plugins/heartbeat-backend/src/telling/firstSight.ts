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
  HistoryTransition,
  StatusSeverity,
} from 'backstage-plugin-heartbeat-common';

/**
 * Whether it is the first row ever of its subject. The history outlives the process,
 * so that a portal that starts again sees none of its subjects for the first time.
 *
 * @internal
 */
export function isFirstSight({ from }: HistoryTransition): boolean {
  return from === undefined;
}

/**
 * Whether nobody has to learn of it singly: a subject that was never there before, and
 * is as it should be. A portal that starts with a full fleet sees thousands of them.
 *
 * @internal
 */
export function isQuietFirstSight(
  transition: HistoryTransition,
  severity: StatusSeverity | undefined,
): boolean {
  return isFirstSight(transition) && severity === 'ok';
}
