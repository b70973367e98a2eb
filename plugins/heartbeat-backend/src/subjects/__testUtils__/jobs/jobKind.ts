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

import type { StatusMeaning } from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../../../time/clock';
import type { SubjectKind, SubjectView } from '../../SubjectKind';
import type { Subject } from '../../Subject';
import { SubjectRegistry } from '../../SubjectRegistry';

type JobStatus = 'Missed' | 'OnTime';

/** A job of the test kind, which is either on time or not. */
interface Job extends Subject {
  readonly status: JobStatus;
  readonly schedule: string;
}

/** A job as the API serves it. */
interface JobView extends SubjectView {
  name: string;
  schedule: string;
  since: string;
}

const STATUSES: Record<JobStatus, StatusMeaning> = {
  Missed: { severity: 'critical', standing: 'down' },
  OnTime: { severity: 'ok', standing: 'up' },
};

/** All that a kind is: this folder, and its name in a list of kinds. */
export function jobKind(clock: Clock) {
  const registry = new SubjectRegistry<Job>({
    isAlike: (a, b) => a.name === b.name && a.schedule === b.schedule,
  });
  const kind: SubjectKind<Job, object, JobView> = {
    name: 'job',
    plural: 'jobs',
    statuses: STATUSES,
    registry,
    suggested: ['example.org/job'],
    claims: {
      kind: 'job',
      annotations: ['example.org/job'],
      labels: [],
      read: (_, value) => ({ values: [value], problems: [] }),
    },
    list: {
      route: 'jobs',
      operationId: 'getJobs',
      text: ({ name }) => name,
      sorts: [],
      sortKey: () => 0,
      hasOwnFilter: () => false,
      matches: () => true,
      freshMs: () => undefined,
      view: ({ id, name, status, schedule, sinceWallMs }, { entities }) => ({
        ...{ id, name, status, schedule, entities },
        since: new Date(sinceWallMs).toISOString(),
      }),
      frame: () => ({ fields: {}, problems: [] }),
      tellsAnnotationProblems: false,
      isWorstFirstBehind: true,
      explain: ({ name, schedule, status }) => [
        `${name} is ${status}: it runs ${schedule}.`,
      ],
    },
    history: {
      isOutOfSight: () => false,
      changedMs: (_, transition) => transition?.atMonotonicMs,
      evidence: ({ schedule }) => ({ schedule }),
      data: () => ({}),
      isOurs: () => true,
    },
    telling: {
      topic: 'jobs',
      worst: 'Missed',
      verdictOf: ({ status }) => (status === 'OnTime' ? 'well' : status),
      causeOf: () => undefined,
      letterOf: ({ id, name }, news) => ({
        scope: id,
        metadata: { job: name },
        text: () => ({ title: `Job ${name}: ${news.kind}` }),
      }),
    },
    metrics: {
      count: { name: 'test.jobs', description: 'Jobs', unit: '{job}' },
      transitions: { name: 'test.job.transitions', description: 'Changes' },
      statuses: Object.keys(STATUSES),
      groupOf: () => ({}),
      transitionAttributes: () => ({}),
      each: [],
      identityOf: ({ id }) => ({ 'test.job': id }),
    },
    actions: {
      find: {
        name: 'find-missed-jobs',
        title: 'Find missed jobs',
        description: 'Lists the jobs that did not run',
        status: 'Missed',
        searched: 'its name',
        filters: () => ({}),
        item: z => ({ job: z.string() }),
        toItem: ({ name }) => ({ job: name }),
        rest: () => ({}),
        toRest: () => ({}),
      },
      explain: {
        name: 'explain-job',
        title: 'Explain a job',
        description: 'Says why a job is what it is',
        item: z => ({ job: z.string() }),
        toItem: ({ name }) => ({ job: name }),
      },
    },
  };
  const jobOf = (name: string, status: JobStatus): Job => ({
    ...{ id: `job:${name}`, name, status },
    schedule: 'every hour',
    sinceWallMs: clock.wallMs(),
    bindings: [{ annotation: 'example.org/job', value: name }],
    entityRefs: [],
  });
  return {
    kind,
    registry,
    jobOf,
    /** The job is seen to be this now. */
    turn(name: string, status: JobStatus): void {
      const subject = jobOf(name, status);
      registry.set(subject, {
        subject,
        from: registry.subject(subject.id),
        to: { status },
        atMonotonicMs: clock.monotonicMs(),
        atWallMs: clock.wallMs(),
        cause: 'report',
      });
    },
  };
}
