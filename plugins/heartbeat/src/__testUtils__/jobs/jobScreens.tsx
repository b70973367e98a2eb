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

import type { EntityHeartbeats } from 'backstage-plugin-heartbeat-common';
import type { StatusLooks } from 'backstage-plugin-heartbeat-react';
import MissedIcon from '@material-ui/icons/AlarmOff';
import OnTimeIcon from '@material-ui/icons/AlarmOn';
import { RecentHistory } from '../../subjects/details/RecentHistory';
import type {
  Subject,
  SubjectAnswer,
  SubjectScreens,
} from '../../subjects/SubjectScreens';

/** A kind that only tests have: jobs, which are on time or were missed. */
export interface Job extends Subject {
  name: string;
  status: 'Missed' | 'OnTime';
  schedule: string;
}

const LOOKS: StatusLooks<Job['status']> = {
  Missed: {
    severity: 'critical',
    icon: MissedIcon,
    word: () => 'Missed',
    meaning: () => 'It did not report when it should have',
  },
  OnTime: {
    severity: 'ok',
    icon: OnTimeIcon,
    word: () => 'On time',
    meaning: () => 'It reported when it should have',
  },
};

export function jobFixture(name: string, fields: Partial<Job> = {}): Job {
  return {
    id: `job:${name}`,
    name,
    status: 'OnTime',
    schedule: 'every night',
    entities: [{ entityRef: 'component:default/orders', title: 'Orders' }],
    ...fields,
  };
}

/** An entity's answer as a backend would give it that knows of jobs. */
export type EntityWithJobs = EntityHeartbeats & { jobs: Job[] };

function hasJobs(answer: EntityHeartbeats): answer is EntityWithJobs {
  return 'jobs' in answer;
}

/** @param list - what the backend answers */
export function jobScreens(
  list: SubjectAnswer<Job>,
): SubjectScreens<Job, SubjectAnswer<Job>> {
  return {
    kind: 'job',
    view: 'jobs',
    words: {
      one: () => 'Job',
      many: () => 'Jobs',
      loading: () => 'Loading jobs',
      search: () => 'Job or schedule',
      shown: (_, { shown, total }) => `${shown} of ${total} jobs`,
      noMatchTitle: () => 'No job matches',
      noMatch: (_, { total }) => `None of the ${total} jobs fits.`,
      table: () => 'Jobs, worst first',
      showDetails: (_, name) => `Details of ${name}`,
      became: (_, name, status) => `Job ${name} is now ${status}`,
    },
    statuses: ['Missed', 'OnTime'],
    looks: LOOKS,

    useList: () => ({
      status: 'ready',
      data: list,
      receivedAt: performance.now(),
      refresh: () => {},
    }),
    ofEntity: answer => (hasJobs(answer) ? answer.jobs : []),

    name: (_, { name }) => name,
    nameInHistory: (_, name) => name,
    since: (_, observedAt) => ({ at: observedAt, ageMs: 60_000 }),
    text: ({ name, schedule }) => [name, schedule],
    hasHistory: () => true,

    filters: [
      {
        name: 'schedule',
        label: () => 'Schedule',
        valuesOf: ({ schedule }) => [schedule],
      },
    ],
    columns: [
      {
        id: 'schedule',
        head: () => 'Schedule',
        cell: ({ subject }) => <>{subject.schedule}</>,
      },
    ],
    Empty: () => <p>No jobs yet</p>,

    Explanation: ({ subject }) => <>It runs {subject.schedule}.</>,
    sections: [
      ({ subject }) => <RecentHistory subjectId={subject.id} looks={LOOKS} />,
    ],

    Cause: ({ transition }) => <>because of {transition.cause}</>,
  };
}
