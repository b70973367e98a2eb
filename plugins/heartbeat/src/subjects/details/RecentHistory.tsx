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
import type { ServerMark } from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  HistoryBar,
  useTimeline,
  type StatusLooks,
} from 'backstage-plugin-heartbeat-react';
import { RecentSection } from '../../components/RecentSection';

/** The bar; the line below it comes and goes with nothing below moving. */
const BAR_PX = 22;

/**
 * The last 24 hours of a controller or server as a bar; nothing where the
 * backend has no history of it.
 */
export function RecentHistory(props: {
  subjectId: string;
  looks: Partial<StatusLooks>;
  /** Moments in its life that are shown below the bar. */
  marks?: ServerMark[];
}) {
  const { subjectId, looks, marks } = props;
  const live = useTimeline(subjectId);
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <RecentSection
      topic="history"
      title={t('history.title')}
      live={live}
      height={BAR_PX}
    >
      {report => <HistoryBar report={report} marks={marks} looks={looks} />}
    </RecentSection>
  );
}
