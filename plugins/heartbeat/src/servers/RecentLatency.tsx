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
import {
  heartbeatTranslationRef,
  LatencyChart,
  useLatency,
} from 'backstage-plugin-heartbeat-react';
import { RecentSection } from '../components/RecentSection';

/** The chart with its legend. */
const CHART_PX = 176;

/**
 * How quickly a server answered in the last 24 hours; nothing where the backend
 * keeps no history of that.
 */
export function RecentLatency(props: { subjectId: string }) {
  const live = useLatency(props.subjectId);
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <RecentSection
      topic="latency"
      title={t('latency.window')}
      live={live}
      height={CHART_PX}
    >
      {report => <LatencyChart report={report} />}
    </RecentSection>
  );
}
