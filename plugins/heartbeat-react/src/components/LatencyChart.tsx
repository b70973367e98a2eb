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
import { alpha, makeStyles } from '@material-ui/core/styles';
import type { LatencyReport } from 'backstage-plugin-heartbeat-common';
import { formatLatency } from '../time/durations';
import { heartbeatTranslationRef } from '../translation';
import { hourSlots, hourWords, latencySummary, scaleEnd } from './latencyHours';
import { useRovingStop } from './useRovingStop';

/** The widest first: the others are painted over it, each darker than the one below. */
const BANDS = ['p99', 'p95', 'p50'] as const;

const useStyles = makeStyles(theme => {
  const color = theme.palette.primary.main;
  return {
    root: {
      ...theme.typography.caption,
      lineHeight: 1.6,
      color: theme.palette.text.secondary,
      fontVariantNumeric: 'tabular-nums',
    },
    legend: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0, 2),
    },
    key: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.75),
    },
    swatch: { width: 10, height: 10, borderRadius: 2 },
    plot: {
      display: 'grid',
      gridTemplateColumns: 'auto minmax(0, 1fr)',
      gap: theme.spacing(0.25, 1),
      marginTop: theme.spacing(0.75),
    },
    scale: {
      display: 'flex',
      flexDirection: 'column',
      justifyContent: 'space-between',
      textAlign: 'right',
      lineHeight: 1,
    },
    columns: {
      display: 'flex',
      gap: 2,
      height: 104,
      margin: 0,
      padding: 0,
      listStyle: 'none',
      // a line at the top, in the middle and at the bottom of the scale
      backgroundImage: `linear-gradient(${theme.palette.divider} 1px, transparent 1px)`,
      backgroundSize: '100% 50%',
      borderBottom: `1px solid ${theme.palette.text.secondary}`,
    },
    column: { display: 'flex', flex: 1, minWidth: 0 },
    button: {
      position: 'relative',
      flex: 1,
      minWidth: 0,
      padding: 0,
      border: 0,
      background: 'none',
      cursor: 'default',
      '&:hover': { backgroundColor: theme.palette.action.hover },
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.text.primary}`,
        outlineOffset: 1,
        zIndex: 1,
      },
    },
    band: {
      position: 'absolute',
      left: 0,
      right: 0,
      bottom: 0,
      minHeight: 1,
      borderRadius: '2px 2px 0 0',
    },
    p99: { backgroundColor: alpha(color, 0.22) },
    p95: { backgroundColor: alpha(color, 0.5) },
    p50: { backgroundColor: color },
    /** Nothing answered: not a quick answer. */
    none: {
      position: 'absolute',
      left: 0,
      right: 0,
      bottom: 0,
      height: 6,
      background: `repeating-linear-gradient(135deg, ${alpha(
        theme.palette.text.primary,
        0.28,
      )} 0 3px, transparent 3px 6px)`,
    },
    caption: {
      gridColumn: 2,
      display: 'flex',
      justifyContent: 'space-between',
      gap: theme.spacing(1),
      // room for the figures of an hour, so that nothing moves when one points
      minHeight: '3.2em',
      [theme.breakpoints.down('xs')]: { minHeight: '4.8em' },
    },
  };
});

/**
 * Props of {@link LatencyChart}.
 *
 * @public
 */
export interface LatencyChartProps {
  report: LatencyReport;
}

/**
 * How quickly a server answered, hour by hour: within which time half, 95% and
 * 99% of its answers came. An hour without an answer is a gap. Pointing at an
 * hour, or going to it with the arrow keys, tells its figures.
 *
 * @public
 */
export function LatencyChart(props: LatencyChartProps) {
  const { report } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const slots = hourSlots(report);
  const { pointed, ofList, ofButton } = useRovingStop(slots.length);
  const hours = slots.flatMap(({ hour }) => hour ?? []);
  if (hours.length === 0) {
    return <div className={classes.root}>{t('latency.empty')}</div>;
  }
  const endMs = scaleEnd(Math.max(...hours.map(({ p99Ms }) => p99Ms)));
  const height = (ms: number) => ({ height: `${(100 * ms) / endMs}%` });
  const words = slots.map(slot => hourWords(t, slot, report.observedAt));
  return (
    <div className={classes.root}>
      {/* the buttons below say the same in words */}
      <div className={classes.legend} aria-hidden>
        {[...BANDS].reverse().map(band => (
          <span key={band} className={classes.key}>
            <span className={`${classes.swatch} ${classes[band]}`} />
            {t(`latency.${band}`)}
          </span>
        ))}
      </div>
      <div className={classes.plot}>
        <div className={classes.scale} aria-hidden>
          <span>{formatLatency(t, endMs)}</span>
          <span>{formatLatency(t, endMs / 2)}</span>
          <span>0</span>
        </div>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its buttons are what is interactive; the keys go from one to the next */}
        <ul
          className={classes.columns}
          aria-label={latencySummary(t, hours)}
          {...ofList}
        >
          {slots.map(({ from, hour }, place) => (
            <li key={from} className={classes.column}>
              <button
                type="button"
                className={classes.button}
                aria-label={words[place]}
                {...ofButton(place)}
              >
                {hour ? (
                  BANDS.map(band => (
                    <span
                      key={band}
                      className={`${classes.band} ${classes[band]}`}
                      style={height(hour[`${band}Ms`])}
                    />
                  ))
                ) : (
                  <span className={classes.none} />
                )}
              </button>
            </li>
          ))}
        </ul>
        <div className={classes.caption} aria-hidden>
          {pointed === undefined ? (
            <>
              <span>{t('history.dayAgo')}</span>
              <span>{t('history.now')}</span>
            </>
          ) : (
            <span>{words[pointed]}</span>
          )}
        </div>
      </div>
    </div>
  );
}
