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
import { makeStyles } from '@material-ui/core/styles';
import type { Heartbeat } from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  ReplicaCount,
} from 'backstage-plugin-heartbeat-react';
import { replicaName, replicasOf } from './replicas';

const useStyles = makeStyles(theme => ({
  dead: {
    maxWidth: 190,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    fontWeight: 600,
    [theme.breakpoints.down('sm')]: { maxWidth: '100%', whiteSpace: 'normal' },
  },
}));

/** Which replicas died while others work; where none works, the controller's own status says so. */
function DeadReplicas(props: { heartbeat: Heartbeat }) {
  const { heartbeat } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const names = replicasOf(heartbeat)
    .filter(({ status }) => status === 'Dead' && status !== heartbeat.status)
    .map(replicaName)
    .join(', ');
  return names ? (
    <span className={classes.dead} title={names}>
      {t('replicas.dead', { names })}
    </span>
  ) : null;
}

/** How many replicas are alive; in a row, which has no list of them, also which died. */
export function ControllerBadges(props: {
  subject: Heartbeat;
  isInRow: boolean;
}) {
  const { subject, isInRow } = props;
  return (
    <>
      <ReplicaCount heartbeat={subject} />
      {isInRow && <DeadReplicas heartbeat={subject} />}
    </>
  );
}
