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
import {
  readableHolder,
  type Heartbeat,
  type HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  LiveAge,
} from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { useTableStyles } from '../subjects/list/tableStyles';
import type { SubjectColumn } from '../subjects/SubjectScreens';
import { Progress } from './Progress';

const useStyles = makeStyles({
  beat: { minWidth: 0 },
  clip: {
    display: 'block',
    maxWidth: 120,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
});

interface CellProps {
  subject: Heartbeat;
  answer: LiveAnswer<HeartbeatList>;
}

function LastHeartbeat(props: CellProps) {
  const { subject, answer } = props;
  const { lastHeartbeat, progress } = subject;
  const classes = useStyles();
  const { note } = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <div className={classes.beat}>
      {lastHeartbeat ? (
        <LiveAge
          at={lastHeartbeat.observedAt}
          ageMs={lastHeartbeat.ageMs}
          receivedAt={answer.receivedAt}
        />
      ) : (
        t('card.noHeartbeat')
      )}
      {progress && (
        <div className={note}>
          <Progress
            progress={progress}
            observedAt={answer.data.observedAt}
            receivedAt={answer.receivedAt}
            variant="short"
          />
        </div>
      )}
    </div>
  );
}

function Holder(props: CellProps) {
  const { holder } = props.subject;
  const classes = useStyles();
  return (
    <span className={classes.clip} title={holder}>
      {holder && readableHolder(holder)}
    </span>
  );
}

function Place(props: CellProps) {
  const { lease } = props.subject;
  return <>{lease && `${lease.cluster} / ${lease.namespace}`}</>;
}

/** What only the table of controllers has. */
export const CONTROLLER_COLUMNS: Array<
  SubjectColumn<Heartbeat, HeartbeatList>
> = [
  {
    id: 'lastHeartbeat',
    head: t => t('page.lastHeartbeat'),
    cell: LastHeartbeat,
    isNumber: true,
  },
  {
    id: 'holder',
    head: t => t('page.holder'),
    cell: Holder,
    shownFrom: 'very-wide',
  },
  {
    id: 'place',
    head: t => t('page.place'),
    cell: Place,
    shownFrom: 'wide',
  },
];
