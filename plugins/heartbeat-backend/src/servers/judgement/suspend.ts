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

import type { Moment } from '../../time/moment';
import type { Judgement } from './Judgement';

/**
 * What is said while a server is not judged, or not any more: what was known is kept
 * beside it, rows are broken, and the next result that counts does so at once.
 *
 * @internal
 */
export function suspend(
  judgement: Judgement,
  to: Pick<Judgement, 'status' | 'reason' | 'message'>,
  at: Moment,
): Judgement {
  const { status, lastKnown, recentStates, isFlapping } = judgement;
  const isKnown = status !== 'Unknown' && status !== 'Maintenance';
  return {
    ...to,
    since: at,
    lastKnown: isKnown ? status : lastKnown,
    isAfresh: true,
    isDown: false,
    isDegraded: false,
    downChecks: 0,
    recentStates,
    isFlapping,
  };
}
