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

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { Skeleton } from '../components/Skeleton';
import { SkeletonBar } from '../components/SkeletonBar';

/** The shape of one controller, before its status is known. */
export function CardSkeleton() {
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <Skeleton label={t('card.loading')}>
      <SkeletonBar width={220} height={26} />
      <SkeletonBar width="90%" height={20} />
      <SkeletonBar width="100%" height={92} />
    </Skeleton>
  );
}
