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
  PhaseTimings,
  ServerExplanation,
} from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { RecentHistory } from '../subjects/details/RecentHistory';
import { RecentLatency } from './RecentLatency';
import { ServerAdvice } from './ServerAdvice';
import { ServerFacts } from './ServerFacts';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1.5), minWidth: 0 },
  why: { overflowWrap: 'anywhere' },
}));

/** All that is known of one server beside its status and its name. */
export function ServerDetails(props: {
  server: Server;
  answer: LiveAnswer<{ observedAt: string }>;
  /** Whether to draw how quickly it answered in the last 24 hours. */
  hasLatency?: boolean;
}) {
  const { server, answer, hasLatency = false } = props;
  const { id, lastCheck, lifecycle } = server;
  // whose life is known is not timed, unless the last check says otherwise
  const isTimed = lastCheck?.timings !== undefined || lifecycle === undefined;
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <Typography variant="body2" component="div" className={classes.why}>
        <ServerExplanation server={server} />
      </Typography>
      <ServerAdvice server={server} />
      <RecentHistory subjectId={id} marks={lifecycle?.marks} />
      {lastCheck?.timings && <PhaseTimings timings={lastCheck.timings} />}
      {hasLatency && isTimed && <RecentLatency subjectId={id} />}
      <ServerFacts
        server={server}
        observedAt={answer.data.observedAt}
        receivedAt={answer.receivedAt}
      />
    </div>
  );
}
