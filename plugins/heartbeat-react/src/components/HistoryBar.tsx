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
import type {
  HistoryStanding,
  ServerMark,
  TimelineReport,
} from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from '../translation';
import { historySummary, segmentWords } from './historyWords';
import { standingFill } from './standingLooks';
import { HistoryMarks } from './HistoryMarks';
import {
  CONTROLLER_LOOKS,
  SERVER_LOOKS,
  type StatusLooks,
} from './statusLooks';
import { useRovingStop } from './useRovingStop';

/** Where a bar is not told of which kind it is. */
const ALL_LOOKS = { ...SERVER_LOOKS, ...CONTROLLER_LOOKS };

const useStyles = makeStyles(theme => ({
  bar: {
    display: 'flex',
    gap: 1,
    height: 22,
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  item: { display: 'flex', minWidth: 3 },
  segment: {
    flex: 1,
    minWidth: 0,
    padding: 0,
    border: 0,
    borderRadius: 2,
    cursor: 'default',
    '&:hover': { opacity: 0.75 },
    '&:focus-visible': {
      outline: `2px solid ${theme.palette.text.primary}`,
      outlineOffset: 1,
      position: 'relative',
      zIndex: 1,
    },
  },
  up: { background: standingFill(theme, 'up') },
  down: { background: standingFill(theme, 'down') },
  stopped: { background: standingFill(theme, 'stopped') },
  unknown: { background: standingFill(theme, 'unknown') },
  caption: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    minHeight: '1.6em',
    ...theme.typography.caption,
    lineHeight: 1.6,
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
}));

/**
 * Props of {@link HistoryBar}.
 *
 * @public
 */
export interface HistoryBarProps {
  report: TimelineReport;
  /** Moments in its life, to be shown below the bar where they are within it. */
  marks?: ServerMark[];
  /** The looks of all statuses of its kind. Default: those of controllers and servers. */
  looks?: Partial<StatusLooks>;
}

/**
 * The recent history of a controller or server as a bar. Pointing at a stretch,
 * or going to it with the arrow keys, tells what it was and when; the bar is one
 * stop of the Tab key, however many stretches it has.
 *
 * @public
 */
export function HistoryBar(props: HistoryBarProps) {
  const { report, marks = [], looks = ALL_LOOKS } = props;
  const { segments, observedAt } = report;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const { pointed, ofList, ofButton } = useRovingStop(segments.length);
  const shown = pointed === undefined ? undefined : segments[pointed];
  const fill: Record<HistoryStanding, string> = classes;
  if (segments.length === 0) {
    return null;
  }
  return (
    <div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its buttons are what is interactive; the keys go from one to the next */}
      <ul
        className={classes.bar}
        aria-label={historySummary(t, segments)}
        {...ofList}
      >
        {segments.map((segment, place) => (
          <li
            // time moves on, and the edges with it: a place keeps the focus
            // eslint-disable-next-line react/no-array-index-key
            key={place}
            className={classes.item}
            style={{
              flexGrow: Date.parse(segment.to) - Date.parse(segment.from),
            }}
          >
            <button
              type="button"
              className={`${classes.segment} ${fill[segment.standing]}`}
              aria-label={segmentWords(t, segment, observedAt, looks)}
              {...ofButton(place)}
            />
          </li>
        ))}
      </ul>
      <HistoryMarks segments={segments} marks={marks} now={observedAt} />
      {/* the buttons say the same */}
      <div className={classes.caption} aria-hidden>
        {shown ? (
          <span>{segmentWords(t, shown, observedAt, looks)}</span>
        ) : (
          <>
            <span>{t('history.dayAgo')}</span>
            <span>{t('history.now')}</span>
          </>
        )}
      </div>
    </div>
  );
}
