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
import type { HeartbeatProgress } from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  LiveAge,
} from 'backstage-plugin-heartbeat-react';

const useStyles = makeStyles({
  whole: { overflowWrap: 'anywhere' },
  /** The message gives way to the age, by which one that is stuck is known. */
  short: {
    display: 'block',
    '& > bdi': {
      display: 'inline-block',
      // and a comma, so that it does not begin the next line
      maxWidth: 'calc(100% - 1ch)',
      verticalAlign: 'bottom',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
  },
});

/**
 * What a controller did last, and how long ago: "processed order 17, 3 minutes
 * ago". Anybody who may write its Lease chooses the words, so they are text and
 * nothing else, and turn no text around them the other way.
 */
export function Progress(props: {
  progress: HeartbeatProgress;
  observedAt: string;
  receivedAt: number;
  /** `short`: a long message is cut off at the end of its line. Default: `whole`. */
  variant?: 'whole' | 'short';
}) {
  const { progress, observedAt, receivedAt, variant = 'whole' } = props;
  const { message, ageMs } = progress;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const words = <bdi title={message}>{message}</bdi>;
  return (
    <span className={classes[variant]}>
      {ageMs === undefined
        ? words
        : t('progress', {
            message: words,
            age: (
              <LiveAge
                at={new Date(Date.parse(observedAt) - ageMs).toISOString()}
                ageMs={ageMs}
                receivedAt={receivedAt}
              />
            ),
          })}
    </span>
  );
}
