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
  HeartbeatFlags,
  HeartbeatStatus,
  heartbeatTranslationRef,
} from 'backstage-plugin-heartbeat-react';
import { LiveSince } from '../../components/LiveSince';
import type {
  Subject,
  SubjectAnswer,
  SubjectProps,
  SubjectScreens,
} from '../SubjectScreens';

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

/** A subject's status and name, since when, and what the status does not say. */
export function SubjectHead<T extends Subject, L extends SubjectAnswer<T>>(
  props: SubjectProps<T, L> & { screens: SubjectScreens<T, L> },
) {
  const { screens, subject, answer } = props;
  const { looks, name, since, Badges } = screens;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <div className={classes.root}>
      <HeartbeatStatus status={subject.status} looks={looks} />
      <Typography variant="body1" component="h4" className={classes.name}>
        {name(t, subject)}
      </Typography>
      <Typography
        variant="body2"
        color="textSecondary"
        className={classes.since}
      >
        <LiveSince
          {...since(subject, answer.data.observedAt)}
          receivedAt={answer.receivedAt}
        />
      </Typography>
      {Badges && <Badges subject={subject} isInRow={false} />}
      <HeartbeatFlags heartbeat={subject} />
    </div>
  );
}
