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

import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { Server } from 'backstage-plugin-heartbeat-common';
import {
  HeartbeatFlags,
  ServerStatusChip,
} from 'backstage-plugin-heartbeat-react';
import { LiveSince } from '../subjects/details/LiveSince';
import { serverName } from './serverName';

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

/** A server's status and name, since when, and what the status does not say. */
export function ServerHead(props: { server: Server; receivedAt: number }) {
  const { server, receivedAt } = props;
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <ServerStatusChip status={server.status} />
      <Typography variant="body1" component="h4" className={classes.name}>
        {serverName(server)}
      </Typography>
      <Typography
        variant="body2"
        color="textSecondary"
        className={classes.since}
      >
        <LiveSince {...server.since} receivedAt={receivedAt} />
      </Typography>
      <HeartbeatFlags heartbeat={server} />
    </div>
  );
}
