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
import type { Heartbeat } from 'backstage-plugin-heartbeat-common';
import {
  HeartbeatFlags,
  HeartbeatStatus,
  heartbeatTranslationRef,
  ReplicaCount,
} from 'backstage-plugin-heartbeat-react';
import { controllerName } from './controllerName';
import { Since } from './Since';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
  },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  since: { fontVariantNumeric: 'tabular-nums' },
}));

/** A controller's status and name, since when, and what the status does not say. */
export function ControllerHead(props: {
  heartbeat: Heartbeat;
  observedAt: string;
  receivedAt: number;
  component: 'h3' | 'h4';
}) {
  const { heartbeat, observedAt, receivedAt, component } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <div className={classes.root}>
      <HeartbeatStatus status={heartbeat.status} />
      <Typography
        variant="body1"
        component={component}
        className={classes.name}
      >
        {controllerName(t, heartbeat.controller)}
      </Typography>
      <Typography
        variant="body2"
        color="textSecondary"
        className={classes.since}
      >
        <Since
          heartbeat={heartbeat}
          observedAt={observedAt}
          receivedAt={receivedAt}
        />
      </Typography>
      <ReplicaCount heartbeat={heartbeat} />
      <HeartbeatFlags heartbeat={heartbeat} />
    </div>
  );
}
