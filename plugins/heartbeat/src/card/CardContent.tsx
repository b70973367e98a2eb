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
import type { HeartbeatProblem } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { Notice } from '../components/Notice';
import { StatusAnnouncer } from '../subjects/StatusAnnouncer';
import type { EntitySubject } from '../subjects/subjectKind';

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

/** What the card shows once there is an answer. */
export function CardContent(props: {
  subjects: EntitySubject[];
  problems: HeartbeatProblem[];
  /** False where there is room for all that is known. */
  isBrief: boolean;
}) {
  const { subjects, problems, isBrief } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const announced = useMemo(
    () => subjects.flatMap(subject => subject.announced),
    [subjects],
  );
  return (
    <>
      <StatusAnnouncer announced={announced} />
      {subjects.length === 0 && problems.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          {t('card.none')}
        </Typography>
      )}
      <ul className={classes.list}>
        {subjects.map(({ id, draw }) => (
          <li key={id} className={classes.subject}>
            {draw(isBrief)}
          </li>
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
