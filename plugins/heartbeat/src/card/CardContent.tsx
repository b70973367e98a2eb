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
import ProblemIcon from '@material-ui/icons/ErrorOutline';
import type {
  EntityHeartbeats,
  Heartbeat,
} from 'backstage-plugin-heartbeat-common';
import {
  HeartbeatStatus,
  heartbeatTranslationRef,
  ReplicaCount,
} from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { Notice } from '../components/Notice';
import { StatusAnnouncer } from '../components/StatusAnnouncer';
import { controllerName } from '../details/controllerName';
import { HeartbeatFacts } from '../details/HeartbeatFacts';
import { HeartbeatVerdict } from '../details/HeartbeatVerdict';
import { ReplicaList } from '../details/ReplicaList';
import { Since } from '../details/Since';
import { WhatToDo } from '../details/WhatToDo';

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  controller: {
    display: 'grid',
    gap: theme.spacing(1.5),
    '& + &': {
      marginTop: theme.spacing(2.5),
      paddingTop: theme.spacing(2.5),
      borderTop: `1px solid ${theme.palette.divider}`,
    },
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
  },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  since: { fontVariantNumeric: 'tabular-nums' },
  problems: { marginTop: theme.spacing(2) },
}));

function Controller(props: {
  heartbeat: Heartbeat;
  answer: LiveAnswer<EntityHeartbeats>;
}) {
  const { heartbeat, answer } = props;
  const { data, receivedAt } = answer;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <li className={classes.controller}>
      <div className={classes.head}>
        <HeartbeatStatus status={heartbeat.status} />
        <Typography variant="body1" component="h4" className={classes.name}>
          {controllerName(t, heartbeat.controller)}
        </Typography>
        <Typography
          variant="body2"
          color="textSecondary"
          className={classes.since}
        >
          <Since
            heartbeat={heartbeat}
            observedAt={data.observedAt}
            receivedAt={receivedAt}
          />
        </Typography>
        <ReplicaCount heartbeat={heartbeat} />
      </div>
      <HeartbeatVerdict
        heartbeat={heartbeat}
        sights={data.sights}
        receivedAt={receivedAt}
      />
      <ReplicaList
        heartbeat={heartbeat}
        observedAt={data.observedAt}
        receivedAt={receivedAt}
      />
      <HeartbeatFacts
        heartbeat={heartbeat}
        observedAt={data.observedAt}
        receivedAt={receivedAt}
      />
      <WhatToDo heartbeat={heartbeat} sights={data.sights} />
    </li>
  );
}

/** What the card shows once there is an answer. */
export function CardContent(props: LiveAnswer<EntityHeartbeats>) {
  const { data, receivedAt } = props;
  const { items, problems } = data;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <>
      <StatusAnnouncer items={items} />
      {items.length === 0 && problems.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          {t('card.none')}
        </Typography>
      )}
      <ul className={classes.list}>
        {items.map(heartbeat => (
          <Controller
            key={heartbeat.id}
            heartbeat={heartbeat}
            answer={{ data, receivedAt }}
          />
        ))}
      </ul>
      {problems.length > 0 && (
        <div className={classes.problems}>
          <Notice icon={ProblemIcon} tone="warning" title={t('card.problems')}>
            {problems.map(({ message }) => (
              <div key={message}>{message}</div>
            ))}
          </Notice>
        </div>
      )}
    </>
  );
}
