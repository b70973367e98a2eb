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

import { stringifyEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityInfoCard,
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import {
  CONTROLLER_ANNOTATION,
  type EntityHeartbeats,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  useEntityHeartbeats,
} from 'backstage-plugin-heartbeat-react';
import { LiveContent, type LiveAnswer } from '../components/LiveContent';
import { isHeartbeatAvailable } from '../isHeartbeatAvailable';
import { KINDS } from '../kinds';
import type { SubjectKind } from '../subjects/subjectKind';
import { CardContent } from './CardContent';
import { CardSkeleton } from './CardSkeleton';
import { useEntitySubjects } from './useEntitySubjects';

function CardAnswer(
  props: LiveAnswer<EntityHeartbeats> & { kinds: SubjectKind[] },
) {
  const { kinds, ...answer } = props;
  const subjects = useEntitySubjects(kinds, answer);
  return (
    <CardContent subjects={subjects} problems={answer.data.problems} isBrief />
  );
}

/** The card itself, for an entity that somebody else has chosen. */
export function HeartbeatCard(props: { kinds?: SubjectKind[] }) {
  const { kinds = KINDS } = props;
  const { entity } = useEntity();
  const live = useEntityHeartbeats(stringifyEntityRef(entity));
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <EntityInfoCard title={t('card.title')}>
      <LiveContent live={live} skeleton={<CardSkeleton />}>
        {answer => <CardAnswer {...answer} kinds={kinds} />}
      </LiveContent>
    </EntityInfoCard>
  );
}

/** What is behind the entity in context. */
export function EntityHeartbeatCard() {
  const { entity } = useEntity();
  return isHeartbeatAvailable(entity) ? (
    <HeartbeatCard />
  ) : (
    <MissingAnnotationEmptyState annotation={CONTROLLER_ANNOTATION} />
  );
}
