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
import Typography from '@material-ui/core/Typography';
import {
  readableHolder,
  type Heartbeat,
  type HeartbeatList,
  type LeaseHeartbeat,
} from 'backstage-plugin-heartbeat-common';
import {
  CONTROLLER_LOOKS,
  HeartbeatFlags,
  HeartbeatStatus,
  heartbeatTranslationRef,
  LiveAge,
  lookOfStatus,
  VerdictExplanation,
} from 'backstage-plugin-heartbeat-react';
import { LiveSince } from '../components/LiveSince';
import { needsAHand } from '../subjects/severities';
import type { SubjectProps } from '../subjects/SubjectScreens';
import { controllerSince } from './controllerSince';
import { Progress } from './Progress';
import { replicaName, replicasOf } from './replicas';

const useStyles = makeStyles(theme => ({
  list: {
    listStyle: 'none',
    margin: theme.spacing(0.5, 0, 0),
    padding: 0,
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    '& > li + li': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  replica: {
    display: 'grid',
    gridTemplateColumns: '116px minmax(0, 1fr)',
    alignItems: 'start',
    gap: theme.spacing(0, 1),
    padding: theme.spacing(1, 1.5),
    overflowWrap: 'anywhere',
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    gap: theme.spacing(0, 1),
    ...theme.typography.body2,
    // in line with the word of the status beside it
    lineHeight: '25px',
  },
  name: { fontWeight: 600 },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 2),
    ...theme.typography.caption,
    lineHeight: 1.6,
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
  since: {
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
  more: { marginTop: theme.spacing(0.5) },
}));

interface ReplicaProps {
  replica: LeaseHeartbeat;
  observedAt: string;
  receivedAt: number;
}

function Replica(props: ReplicaProps) {
  const { replica, observedAt, receivedAt } = props;
  const { status, lastHeartbeat, holder, progress } = replica;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const age = lastHeartbeat ? (
    <LiveAge
      at={lastHeartbeat.observedAt}
      ageMs={lastHeartbeat.ageMs}
      receivedAt={receivedAt}
    />
  ) : (
    t('card.noHeartbeat')
  );
  return (
    <li className={classes.replica}>
      <div>
        <HeartbeatStatus status={status} />
      </div>
      <div>
        <div className={classes.head}>
          <span className={classes.name}>{replicaName(replica)}</span>
          <span className={classes.since}>
            <LiveSince
              {...controllerSince(replica, observedAt)}
              receivedAt={receivedAt}
            />
          </span>
          <HeartbeatFlags heartbeat={replica} />
        </div>
        <div className={classes.facts}>
          <span>{t('replicas.lastHeartbeat', { age })}</span>
          {holder && (
            <span title={holder}>
              {t('replicas.heldBy', { holder: readableHolder(holder) })}
            </span>
          )}
        </div>
        {/* the others' sentence is said once, for the controller */}
        {needsAHand(lookOfStatus(CONTROLLER_LOOKS, status).severity) && (
          <Typography variant="body2" className={classes.more}>
            <VerdictExplanation heartbeat={replica} receivedAt={receivedAt} />
          </Typography>
        )}
        {progress && (
          <Typography variant="body2" className={classes.more}>
            <Progress
              progress={progress}
              observedAt={observedAt}
              receivedAt={receivedAt}
            />
          </Typography>
        )}
      </div>
    </li>
  );
}

/** The replicas of a controller, each with its own status; nothing where there is but one. */
export function ReplicaList(props: SubjectProps<Heartbeat, HeartbeatList>) {
  const { subject, answer } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const replicas = replicasOf(subject);
  if (replicas.length === 0) {
    return null;
  }
  return (
    <div>
      <Typography variant="caption" color="textSecondary" component="div">
        {t('replicas.title')}
      </Typography>
      <ul className={classes.list} aria-label={t('replicas.title')}>
        {replicas.map(replica => (
          <Replica
            key={replica.id}
            replica={replica}
            observedAt={answer.data.observedAt}
            receivedAt={answer.receivedAt}
          />
        ))}
      </ul>
    </div>
  );
}
