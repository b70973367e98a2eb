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
import {
  readableHolder,
  type Heartbeat,
  type HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import {
  HeartbeatFlags,
  HeartbeatStatus,
  heartbeatTranslationRef,
  LiveAge,
  ReplicaCount,
} from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { controllerName } from './controllerName';
import { HeartbeatDetails } from './HeartbeatDetails';
import { Progress } from './Progress';
import { replicaName, replicasOf } from './replicas';
import { Since } from './Since';
import { EntityCell } from '../subjects/list/EntityCell';
import { isMeantForRow } from '../subjects/list/isMeantForRow';
import { ToggleCell } from '../subjects/list/ToggleCell';
import { COLUMNS, useTableStyles } from '../subjects/list/tableStyles';

function LastHeartbeat(props: { heartbeat: Heartbeat; receivedAt: number }) {
  const { lastHeartbeat } = props.heartbeat;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return lastHeartbeat ? (
    <LiveAge
      at={lastHeartbeat.observedAt}
      ageMs={lastHeartbeat.ageMs}
      receivedAt={props.receivedAt}
    />
  ) : (
    <>{t('card.noHeartbeat')}</>
  );
}

/** Which replicas died while others work; where none works, the controller's own status says so. */
function DeadReplicas(props: { heartbeat: Heartbeat }) {
  const { heartbeat } = props;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const names = replicasOf(heartbeat)
    .filter(({ status }) => status === 'Dead' && status !== heartbeat.status)
    .map(replicaName)
    .join(', ');
  return names ? (
    <span className={classes.deadReplicas} title={names}>
      {t('replicas.dead', { names })}
    </span>
  ) : null;
}

/** What a row is made of. */
export interface HeartbeatRowProps {
  heartbeat: Heartbeat;
  /** The same object for all rows until the next answer. */
  answer: LiveAnswer<HeartbeatList>;
  isOpen: boolean;
  onToggle: (id: string) => void;
}

function Row(props: HeartbeatRowProps) {
  const { heartbeat, answer, isOpen, onToggle } = props;
  const { receivedAt } = answer;
  const { observedAt } = answer.data;
  const { id, status, controller, entities, holder, lease, progress } =
    heartbeat;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const name = controllerName(t, controller);
  const detailsId = `heartbeat-details-${id}`;
  const owner = entities[0]?.owner;
  return (
    <>
      <tr
        className={isOpen ? `${classes.row} ${classes.open}` : classes.row}
        onClick={event => isMeantForRow(event) && onToggle(id)}
      >
        <td className={classes.statusCell}>
          <HeartbeatStatus status={status} />
          <span className={classes.since}>
            <Since
              heartbeat={heartbeat}
              observedAt={observedAt}
              receivedAt={receivedAt}
            />
          </span>
          <span className={classes.replicas}>
            <ReplicaCount heartbeat={heartbeat} />
            <DeadReplicas heartbeat={heartbeat} />
            <HeartbeatFlags heartbeat={heartbeat} />
          </span>
        </td>
        <th scope="row" className={classes.nameCell}>
          {name}
        </th>
        <td data-label={t('page.entity')}>
          <EntityCell entities={entities} />
        </td>
        <td data-label={t('page.owner')}>
          {owner && (
            <EntityRefLink entityRef={owner} defaultKind="group" hideIcon />
          )}
        </td>
        <td data-label={t('page.lastHeartbeat')} className={classes.number}>
          <div className={classes.beat}>
            <LastHeartbeat heartbeat={heartbeat} receivedAt={receivedAt} />
            {progress && (
              <div className={classes.progress}>
                <Progress
                  progress={progress}
                  observedAt={observedAt}
                  receivedAt={receivedAt}
                  variant="short"
                />
              </div>
            )}
          </div>
        </td>
        <td className={classes.veryWideOnly}>
          <span className={classes.clip} title={holder}>
            {holder && readableHolder(holder)}
          </span>
        </td>
        <td className={classes.wideOnly}>
          {lease && `${lease.cluster} / ${lease.namespace}`}
        </td>
        <ToggleCell
          label={t('page.showDetails', { controller: name })}
          isOpen={isOpen}
          controls={detailsId}
          onToggle={() => onToggle(id)}
        />
      </tr>
      {isOpen && (
        <tr id={detailsId} className={classes.detailsRow}>
          <td colSpan={COLUMNS}>
            <div className={classes.details}>
              <HeartbeatDetails heartbeat={heartbeat} answer={answer} />
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

/** One controller as a row of the table, and its details below where they are open. */
export const HeartbeatRow = memo(Row);
