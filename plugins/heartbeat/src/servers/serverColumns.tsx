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
import type { Server, ServerList } from 'backstage-plugin-heartbeat-common';
import {
  formatLatency,
  heartbeatTranslationRef,
  LiveAge,
  serverReason,
} from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { useTableStyles } from '../subjects/list/tableStyles';
import type { SubjectColumn } from '../subjects/SubjectScreens';

/** When it was asked last, and how quickly it answered then. */
function LastCheck(props: { subject: Server; answer: LiveAnswer<ServerList> }) {
  const { subject, answer } = props;
  const { lastCheck } = subject;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  if (!lastCheck) {
    return <>{t('server.notYetChecked')}</>;
  }
  const { at, ageMs, timings } = lastCheck;
  return (
    <div>
      <LiveAge at={at} ageMs={ageMs} receivedAt={answer.receivedAt} />
      {timings && (
        <div className={classes.note}>
          {t('servers.took', { duration: formatLatency(t, timings.totalMs) })}
        </div>
      )}
    </div>
  );
}

function Why(props: { subject: Server }) {
  const { reason, lifecycle } = props.subject;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return reason || lifecycle ? (
    // one thing for the narrow form, which sets it beside its label
    <div>
      {reason && <div>{serverReason(t, reason)}</div>}
      {lifecycle && (
        <div className={classes.note}>
          {t('servers.phase', { phase: lifecycle.phase })}
        </div>
      )}
    </div>
  ) : null;
}

function Provider(props: { subject: Server }) {
  const { provider, source } = props.subject;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <>
      {provider}
      <div className={classes.note} title={t('servers.namedBy', { source })}>
        {source}
      </div>
    </>
  );
}

/** What only the table of servers has. */
export const SERVER_COLUMNS: Array<SubjectColumn<Server, ServerList>> = [
  {
    id: 'lastCheck',
    head: t => t('servers.lastCheck'),
    cell: LastCheck,
    isNumber: true,
  },
  {
    id: 'why',
    head: t => t('servers.why'),
    cell: Why,
    title: ({ message }) => message,
  },
  {
    id: 'provider',
    head: t => t('servers.provider'),
    cell: Provider,
    shownFrom: 'very-wide',
  },
];
