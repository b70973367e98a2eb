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
import type { ServerTimings } from 'backstage-plugin-heartbeat-common';
import { formatLatency } from '../time/durations';
import { heartbeatTranslationRef } from '../translation';

/** Less than this share of the whole is rounding, where nothing came that was to be read. */
const MIN_SHOWN_REST = 0.02;

const useStyles = makeStyles(theme => ({
  title: {
    ...theme.typography.caption,
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
  list: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    maxWidth: 480,
    ...theme.typography.caption,
    color: theme.palette.text.primary,
    fontVariantNumeric: 'tabular-nums',
  },
  phase: {
    display: 'grid',
    gridTemplateColumns: '88px minmax(0, 1fr) 60px',
    alignItems: 'center',
    gap: theme.spacing(0, 1),
  },
  track: {
    position: 'relative',
    height: 8,
    borderRadius: 4,
    backgroundColor: theme.palette.action.hover,
  },
  bar: {
    position: 'absolute',
    top: 0,
    bottom: 0,
    minWidth: 2,
    borderRadius: 4,
    backgroundColor: theme.palette.primary.main,
  },
  figure: { textAlign: 'right' },
}));

interface Phase {
  name: 'dns' | 'connect' | 'tls' | 'firstByte' | 'rest';
  beginMs: number;
  ms: number;
}

/** The phases that there were, one after the other. */
function phasesOf(timings: ServerTimings): Phase[] {
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = timings;
  const phases: Phase[] = [];
  let passedMs = 0;
  const add = (name: Phase['name'], ms: number | undefined) => {
    if (ms !== undefined) {
      phases.push({ name, beginMs: passedMs, ms });
      passedMs += ms;
    }
  };
  add('dns', dnsMs);
  add('connect', connectMs);
  add('tls', tlsMs);
  add('firstByte', firstByteMs);
  const restMs = Math.max(0, totalMs - passedMs);
  // not once there and once not: what stands below would move with each check
  const hasRest =
    firstByteMs !== undefined || restMs >= totalMs * MIN_SHOWN_REST;
  add('rest', hasRest ? restMs : undefined);
  return phases;
}

/**
 * Props of {@link PhaseTimings}.
 *
 * @public
 */
export interface PhaseTimingsProps {
  timings: ServerTimings;
}

/**
 * How long the last check of a server took, phase by phase, each as a bar that
 * begins where the one before it ends. Without phases it is the total alone.
 *
 * @public
 */
export function PhaseTimings(props: PhaseTimingsProps) {
  const { timings } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const phases = phasesOf(timings);
  const wholeMs = Math.max(
    timings.totalMs,
    phases.reduce((sum, { ms }) => sum + ms, 0),
  );
  const title = t('timings.title', {
    total: formatLatency(t, timings.totalMs),
  });
  const share = (ms: number) => `${wholeMs > 0 ? (100 * ms) / wholeMs : 0}%`;
  return (
    <div>
      <div className={classes.title}>{title}</div>
      {phases.length > 1 && (
        <ul className={classes.list} aria-label={title}>
          {phases.map(({ name, beginMs, ms }) => (
            <li key={name} className={classes.phase}>
              <span>{t(`timings.${name}`)}</span>
              <span className={classes.track} aria-hidden>
                <span
                  className={classes.bar}
                  style={{ left: share(beginMs), width: share(ms) }}
                />
              </span>{' '}
              <span className={classes.figure}>{formatLatency(t, ms)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
