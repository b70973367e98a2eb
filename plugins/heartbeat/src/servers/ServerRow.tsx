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

import { memo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { Server, ServerList } from 'backstage-plugin-heartbeat-common';
import {
  formatLatency,
  HeartbeatFlags,
  heartbeatTranslationRef,
  LiveAge,
  serverReason,
  ServerStatusChip,
} from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { LiveSince } from '../subjects/details/LiveSince';
import { ServerDetails } from './ServerDetails';
import { serverName } from './serverName';
import { EntityCell } from '../subjects/list/EntityCell';
import { isMeantForRow } from '../subjects/list/isMeantForRow';
import { COLUMNS, useTableStyles } from '../subjects/list/tableStyles';
import { ToggleCell } from '../subjects/list/ToggleCell';

/** When it was asked last, and how quickly it answered then. */
function LastCheck(props: { server: Server; receivedAt: number }) {
  const { lastCheck } = props.server;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  if (!lastCheck) {
    return <>{t('server.notYetChecked')}</>;
  }
  const { at, ageMs, timings } = lastCheck;
  return (
    <div>
      <LiveAge at={at} ageMs={ageMs} receivedAt={props.receivedAt} />
      {timings && (
        <div className={classes.progress}>
          {t('servers.took', { duration: formatLatency(t, timings.totalMs) })}
        </div>
      )}
    </div>
  );
}

/** What a row is made of. */
export interface ServerRowProps {
  server: Server;
  /** The same object for all rows until the next answer. */
  answer: LiveAnswer<ServerList>;
  isOpen: boolean;
  onToggle: (id: string) => void;
}

function Row(props: ServerRowProps) {
  const { server, answer, isOpen, onToggle } = props;
  const { id, status, since, target, provider, source, entities } = server;
  const { reason, message, lifecycle } = server;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const name = serverName(server);
  const detailsId = `server-details-${id}`;
  const owner = entities[0]?.owner;
  return (
    <>
      <tr
        className={isOpen ? `${classes.row} ${classes.open}` : classes.row}
        onClick={event => isMeantForRow(event) && onToggle(id)}
      >
        <td className={classes.statusCell}>
          <ServerStatusChip status={status} />
          <span className={classes.since}>
            <LiveSince {...since} receivedAt={answer.receivedAt} />
          </span>
          <span className={classes.replicas}>
            <HeartbeatFlags heartbeat={server} />
          </span>
        </td>
        <th scope="row" className={classes.nameCell}>
          {name}
          <bdi className={classes.target} title={target}>
            {target}
          </bdi>
        </th>
        <td data-label={t('page.entity')}>
          <EntityCell entities={entities} />
        </td>
        <td data-label={t('page.owner')}>
          {owner && (
            <EntityRefLink entityRef={owner} defaultKind="group" hideIcon />
          )}
        </td>
        <td data-label={t('servers.lastCheck')} className={classes.number}>
          <LastCheck server={server} receivedAt={answer.receivedAt} />
        </td>
        <td data-label={t('servers.why')} title={message}>
          {(reason || lifecycle) && (
            // one thing for the narrow form, which sets it beside its label
            <div>
              {reason && <div>{serverReason(t, reason)}</div>}
              {lifecycle && (
                <div className={classes.progress}>
                  {t('servers.phase', { phase: lifecycle.phase })}
                </div>
              )}
            </div>
          )}
        </td>
        <td className={classes.veryWideOnly}>
          {provider}
          <div
            className={classes.progress}
            title={t('servers.namedBy', { source })}
          >
            {source}
          </div>
        </td>
        <ToggleCell
          label={t('servers.showDetails', { server: name })}
          isOpen={isOpen}
          controls={detailsId}
          onToggle={() => onToggle(id)}
        />
      </tr>
      {isOpen && (
        <tr id={detailsId} className={classes.detailsRow}>
          <td colSpan={COLUMNS}>
            <div className={classes.details}>
              <ServerDetails server={server} answer={answer} hasLatency />
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

/** One server as a row of the table, and its details below where they are open. */
export const ServerRow = memo(Row);
