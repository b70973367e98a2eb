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
import type {
  Heartbeat,
  HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import {
  CONTROLLER_LOOKS,
  heartbeatTranslationRef,
  lookOfStatus,
  VerdictExplanation,
} from 'backstage-plugin-heartbeat-react';
import { SightName } from '../components/SightName';
import type { SubjectProps } from '../subjects/SubjectScreens';

/** Why the status is what it is, with what was last known where it is not known now. */
export function ControllerExplanation(
  props: SubjectProps<Heartbeat, HeartbeatList>,
) {
  const { subject, answer } = props;
  const { status, unknown } = subject;
  const { sights } = answer.data;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <>
      <VerdictExplanation heartbeat={subject} receivedAt={answer.receivedAt} />
      {unknown?.lastKnown && (
        <>
          {' '}
          {t('lastKnown', {
            status: lookOfStatus(CONTROLLER_LOOKS, unknown.lastKnown).word(t),
          })}
        </>
      )}
      {status === 'NeverReported' && sights.length > 0 && (
        <ul style={{ margin: 0, paddingInlineStart: '1.25em' }}>
          {sights.map(sight => (
            <li key={`${sight.cluster}/${sight.namespace}/${sight.selector}`}>
              <SightName sight={sight} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
