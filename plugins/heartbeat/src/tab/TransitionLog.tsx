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
import MarkIcon from '@material-ui/icons/Replay';
import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import {
  formatExactDuration,
  HeartbeatStatus,
  heartbeatTranslationRef,
  LiveAge,
} from 'backstage-plugin-heartbeat-react';
import type { SubjectKind } from '../subjects/subjectKind';
import { formatDate } from './formatDate';
import { logEntries, type LogEntry } from './logEntries';

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  entry: {
    display: 'grid',
    gridTemplateColumns: '156px 200px minmax(0, 1fr) 168px',
    alignItems: 'center',
    gap: theme.spacing(0, 2),
    padding: theme.spacing(0.75, 0),
    ...theme.typography.body2,
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
    [theme.breakpoints.down('sm')]: {
      gridTemplateColumns: '156px minmax(0, 1fr)',
    },
    [theme.breakpoints.down('xs')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  quiet: {
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
  what: {
    overflowWrap: 'anywhere',
    [theme.breakpoints.down('sm')]: { gridColumn: '1 / -1' },
  },
  lasted: {
    textAlign: 'right',
    [theme.breakpoints.down('sm')]: {
      gridColumn: '1 / -1',
      textAlign: 'left',
      '&:empty': { display: 'none' },
    },
  },
  mark: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    paddingLeft: theme.spacing(0.75),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
  icon: { fontSize: '1.25em' },
  name: { fontWeight: 600 },
}));

function Status(props: { entry: LogEntry; kind?: SubjectKind }) {
  const { entry, kind } = props;
  const { transition, isMark } = entry;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return isMark ? (
    <span className={classes.mark}>
      <MarkIcon className={classes.icon} aria-hidden />
      {kind?.markWord?.(t, transition) ?? t('history.changed')}
    </span>
  ) : (
    <HeartbeatStatus status={transition.to} looks={kind?.looks ?? {}} />
  );
}

function Entry(props: {
  /** Absent where this version does not know the kind: all is shown as it is written. */
  kind?: SubjectKind;
  entry: LogEntry;
  receivedAt: number;
  isNamed: boolean;
}) {
  const { kind, entry, receivedAt, isNamed } = props;
  const { transition, isMark, lastedMs } = entry;
  const { at, ageMs, cause } = transition;
  const name = transition.name ?? transition.subjectId;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <li className={classes.entry}>
      <span>
        <Status entry={entry} kind={kind} />
      </span>
      <time dateTime={at} className={classes.quiet}>
        {formatDate(at)}
      </time>
      <span className={classes.what}>
        {isNamed && (
          <span className={classes.name}>
            {kind ? kind.nameInHistory(t, name) : name}:{' '}
          </span>
        )}
        {kind ? <kind.Cause transition={transition} /> : cause}
      </span>
      <span className={`${classes.quiet} ${classes.lasted}`}>
        {!isMark &&
          (lastedMs === undefined
            ? t('history.lastsStill', {
                duration: (
                  <LiveAge
                    at={at}
                    ageMs={ageMs}
                    receivedAt={receivedAt}
                    format="duration"
                  />
                ),
              })
            : t('history.lasted', {
                duration: formatExactDuration(t, lastedMs),
              }))}
      </span>
    </li>
  );
}

/** What happened to some subjects, newest first, and how long each status lasted. */
export function TransitionLog(props: {
  kinds: SubjectKind[];
  transitions: HistoryTransition[];
  receivedAt: number;
}) {
  const { kinds, transitions, receivedAt } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const subjects = new Set(transitions.map(({ subjectId }) => subjectId));
  return transitions.length === 0 ? (
    <Typography variant="body2" color="textSecondary">
      {t('history.empty')}
    </Typography>
  ) : (
    <ol className={classes.list} aria-label={t('history.logNewestFirst')}>
      {logEntries(transitions).map(entry => (
        <Entry
          key={entry.transition.id}
          kind={kinds.find(({ kind }) => kind === entry.transition.kind)}
          entry={entry}
          receivedAt={receivedAt}
          isNamed={subjects.size > 1}
        />
      ))}
    </ol>
  );
}
