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

import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import ProblemIcon from '@material-ui/icons/ErrorOutline';
import type {
  EntityHeartbeats,
  Heartbeat,
  Server,
} from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { announcedSubjects } from '../components/announcedSubjects';
import { Notice } from '../components/Notice';
import { StatusAnnouncer } from '../components/StatusAnnouncer';
import { ControllerHead } from '../controllers/ControllerHead';
import { HeartbeatDetails } from '../controllers/HeartbeatDetails';
import { ServerDetails } from '../servers/ServerDetails';
import { ServerHead } from '../servers/ServerHead';

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  subject: {
    display: 'grid',
    gap: theme.spacing(1.5),
    '& + &': {
      marginTop: theme.spacing(2.5),
      paddingTop: theme.spacing(2.5),
      borderTop: `1px solid ${theme.palette.divider}`,
    },
  },
  problems: { marginTop: theme.spacing(2) },
}));

function Controller(props: {
  heartbeat: Heartbeat;
  answer: LiveAnswer<EntityHeartbeats>;
}) {
  const { heartbeat, answer } = props;
  const classes = useStyles();
  return (
    <li className={classes.subject}>
      <ControllerHead
        heartbeat={heartbeat}
        observedAt={answer.data.observedAt}
        receivedAt={answer.receivedAt}
        component="h4"
      />
      <HeartbeatDetails heartbeat={heartbeat} answer={answer} />
    </li>
  );
}

function ServerItem(props: {
  server: Server;
  answer: LiveAnswer<EntityHeartbeats>;
  hasLatency?: boolean;
}) {
  const { server, answer, hasLatency } = props;
  const classes = useStyles();
  return (
    <li className={classes.subject}>
      <ServerHead server={server} receivedAt={answer.receivedAt} />
      <ServerDetails server={server} answer={answer} hasLatency={hasLatency} />
    </li>
  );
}

/** What the card shows once there is an answer. */
export function CardContent(
  props: LiveAnswer<EntityHeartbeats> & {
    /** Whether to draw how quickly servers answered in the last 24 hours. */
    hasLatency?: boolean;
  },
) {
  const { data, receivedAt, hasLatency } = props;
  const { items, servers = [], problems } = data;
  const answer = { data, receivedAt };
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const subjects = useMemo(() => announcedSubjects(data), [data]);
  return (
    <>
      <StatusAnnouncer subjects={subjects} />
      {items.length === 0 && servers.length === 0 && problems.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          {t('card.none')}
        </Typography>
      )}
      <ul className={classes.list}>
        {items.map(heartbeat => (
          <Controller
            key={heartbeat.id}
            heartbeat={heartbeat}
            answer={answer}
          />
        ))}
        {servers.map(server => (
          <ServerItem
            key={server.id}
            server={server}
            answer={answer}
            hasLatency={hasLatency}
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
