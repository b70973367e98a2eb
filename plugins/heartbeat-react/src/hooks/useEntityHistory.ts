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

import { useApi } from '@backstage/frontend-plugin-api';
import type {
  AvailabilityReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import { heartbeatApiRef } from '../api/HeartbeatApi';
import { HISTORY_PACE } from './LiveQuery';
import { useLive, type Live } from './useLive';

/**
 * What happened to the controllers and servers behind an entity, and how well they did.
 *
 * @public
 */
export interface EntityHistory {
  transitions: TransitionList;
  availability: AvailabilityReport;
}

/**
 * The history of what is behind an entity, kept fresh; `undefined` where
 * there is none.
 *
 * @param limit - how many transitions at most; another number is asked for with
 * the next request
 * @public
 */
export function useEntityHistory(
  entityRef: string,
  limit: number,
): Live<EntityHistory | undefined> {
  const api = useApi(heartbeatApiRef);
  return useLive(
    entityRef,
    async signal => {
      const [transitions, availability] = await Promise.all([
        api.getTransitions({ entityRef, limit, signal }),
        api.getAvailability(entityRef, { signal }),
      ]);
      return transitions && availability && { transitions, availability };
    },
    HISTORY_PACE,
  );
}
