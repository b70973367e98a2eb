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

import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { EntityHeartbeats } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import type { EntitySubject, SubjectKind } from '../subjects/subjectKind';

/** All that is behind an entity, kind by kind. */
export function useEntitySubjects(
  kinds: SubjectKind[],
  { data, receivedAt }: LiveAnswer<EntityHeartbeats>,
): EntitySubject[] {
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return useMemo(
    () => kinds.flatMap(kind => kind.ofEntity(t, { data, receivedAt })),
    [kinds, t, data, receivedAt],
  );
}
