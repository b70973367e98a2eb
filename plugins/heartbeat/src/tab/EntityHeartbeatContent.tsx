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
import {
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { CONTROLLER_ANNOTATION } from 'backstage-plugin-heartbeat-common';
import { useEntityHeartbeats } from 'backstage-plugin-heartbeat-react';
import { CardSkeleton } from '../card/CardSkeleton';
import { LiveContent } from '../components/LiveContent';
import { isHeartbeatAvailable } from '../isHeartbeatAvailable';
import { KINDS } from '../kinds';
import type { SubjectKind } from '../subjects/subjectKind';
import { TabContent } from './TabContent';

/** The tab itself, for an entity that somebody else has chosen. */
export function HeartbeatContent(props: { kinds?: SubjectKind[] }) {
  const { kinds = KINDS } = props;
  const { entity } = useEntity();
  const live = useEntityHeartbeats(stringifyEntityRef(entity));
  return (
    <LiveContent live={live} skeleton={<CardSkeleton />}>
      {answer => <TabContent {...answer} kinds={kinds} />}
    </LiveContent>
  );
}

/** What is behind the entity in context, now and as it was. */
export function EntityHeartbeatContent() {
  const { entity } = useEntity();
  return isHeartbeatAvailable(entity) ? (
    <HeartbeatContent />
  ) : (
    <MissingAnnotationEmptyState annotation={CONTROLLER_ANNOTATION} />
  );
}
