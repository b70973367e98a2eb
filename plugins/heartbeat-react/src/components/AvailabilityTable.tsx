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
import type { Availability } from 'backstage-plugin-heartbeat-common';
import { formatExactDuration, type Translate } from '../time/durations';
import { heartbeatTranslationRef } from '../translation';
import { formatAvailability, formatShare } from './availabilityWords';

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;

/** A figure of less than half of the time is no headline. */
const MIN_TRUSTED_COVERAGE = 0.5;

const useStyles = makeStyles(theme => ({
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    ...theme.typography.body2,
    color: theme.palette.text.primary,
    fontVariantNumeric: 'tabular-nums',
    '& th, & td': {
      padding: theme.spacing(0.5, 1),
      textAlign: 'right',
      fontWeight: 400,
    },
    '& th:first-child': { textAlign: 'left', paddingLeft: 0 },
    '& td:last-child, & th:last-child': { paddingRight: 0 },
    '& thead th': {
      ...theme.typography.caption,
      color: theme.palette.text.secondary,
    },
    '& tbody tr': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  figure: { fontWeight: 600 },
  quiet: { color: theme.palette.text.secondary },
}));

function windowName(t: Translate, windowMs: number): string {
  return windowMs <= DAY_MS
    ? t('availability.hours', { count: Math.round(windowMs / HOUR_MS) })
    : t('availability.days', { count: Math.round(windowMs / DAY_MS) });
}

/**
 * Props of {@link AvailabilityTable}.
 *
 * @public
 */
export interface AvailabilityTableProps {
  windows: Availability[];
}

/**
 * For how much of the time a controller was up, beside how much of the time it
 * was observed: the first figure is worth no more than the second one.
 *
 * @public
 */
export function AvailabilityTable(props: AvailabilityTableProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <table className={classes.table} aria-label={t('availability.title')}>
      <thead>
        <tr>
          <th scope="col">{t('availability.window')}</th>
          <th scope="col">{t('availability.title')}</th>
          <th scope="col">{t('availability.down')}</th>
          <th scope="col">{t('availability.coverage')}</th>
        </tr>
      </thead>
      <tbody>
        {props.windows.map(window => {
          const figure = formatAvailability(window);
          const isTrusted =
            figure !== undefined && window.coverage >= MIN_TRUSTED_COVERAGE;
          return (
            <tr key={window.windowMs}>
              <th scope="row">{windowName(t, window.windowMs)}</th>
              <td className={isTrusted ? classes.figure : classes.quiet}>
                {figure ?? t('history.notObserved')}
              </td>
              <td>
                {figure &&
                  (window.downMs > 0
                    ? formatExactDuration(t, window.downMs)
                    : t('availability.noDown'))}
              </td>
              <td>{formatShare(window.coverage)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
