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

import { makeStyles } from '@material-ui/core/styles';
import type {
  Heartbeat,
  HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import type { LiveAnswer } from '../components/LiveContent';
import { RecentHistory } from '../subjects/details/RecentHistory';
import { HeartbeatFacts } from './HeartbeatFacts';
import { HeartbeatVerdict } from './HeartbeatVerdict';
import { ReplicaList } from './ReplicaList';
import { WhatToDo } from './WhatToDo';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1.5), minWidth: 0 },
}));

/** All that is known of one controller beside its status and its name. */
export function HeartbeatDetails(props: {
  heartbeat: Heartbeat;
  answer: LiveAnswer<HeartbeatList>;
}) {
  const { heartbeat, answer } = props;
  const { data, receivedAt } = answer;
  const { observedAt, sights } = data;
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <HeartbeatVerdict
        heartbeat={heartbeat}
        sights={sights}
        receivedAt={receivedAt}
      />
      {/* without a Lease there is nothing that could have one */}
      {heartbeat.lease && <RecentHistory subjectId={heartbeat.id} />}
      <ReplicaList
        heartbeat={heartbeat}
        observedAt={observedAt}
        receivedAt={receivedAt}
      />
      <HeartbeatFacts
        heartbeat={heartbeat}
        observedAt={observedAt}
        receivedAt={receivedAt}
      />
      <WhatToDo heartbeat={heartbeat} sights={sights} />
    </div>
  );
}
