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
import DisruptedIcon from '@material-ui/icons/FlashOnOutlined';
import type { HeartbeatDisruption } from 'backstage-plugin-heartbeat-common';
import {
  formatAge,
  heartbeatTranslationRef,
  useElapsed,
} from 'backstage-plugin-heartbeat-react';
import { Notice } from '../components/Notice';

/** Says that a cluster, rather than each of its controllers, seems to be in trouble. */
export function DisruptionNotice(props: {
  disruption: HeartbeatDisruption;
  receivedAt: number;
}) {
  const { disruption, receivedAt } = props;
  const { cluster, ageMs, count } = disruption;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const age = formatAge(t, ageMs + useElapsed(receivedAt));
  return (
    <Notice
      icon={DisruptedIcon}
      tone="warning"
      title={t('trust.disruptedTitle', { cluster, age })}
    >
      {count !== undefined && <>{t('trust.disruptedCount', { count })} </>}
      {t('trust.disrupted')}
    </Notice>
  );
}
