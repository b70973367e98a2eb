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

import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { eventually } from '@internal/test-support';
import { FakeClock } from '../__testUtils__/FakeClock';
import { apiWorld, entity, openApi } from '../api/__testUtils__/apiWorld';
import { EntityIndex } from '../entities';
import { History } from '../history/History';
import { Telling } from '../telling';
import { collectMetrics } from '../telling/__testUtils__/collectMetrics';
import { systemClock } from '../time/clock';
import { jobKind } from './__testUtils__/jobs/jobKind';
import { SubjectHistory } from './SubjectHistory';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const { schemas } = openApi.components;

/** What a kind adds to the document: its list, and a field of what stands behind an entity. */
const withJobs = {
  ...openApi,
  components: {
    ...openApi.components,
    schemas: {
      ...schemas,
      EntityHeartbeats: {
        ...schemas.EntityHeartbeats,
        properties: {
          ...schemas.EntityHeartbeats.properties,
          jobs: { type: 'array' },
        },
      },
    },
  },
  paths: {
    ...openApi.paths,
    '/v1/jobs': {
      get: {
        operationId: 'getJobs',
        parameters: [
          {
            name: 'status',
            in: 'query',
            schema: {
              type: 'array',
              items: { type: 'string', enum: ['Missed', 'OnTime'] },
            },
          },
          {
            name: 'sort',
            in: 'query',
            schema: { type: 'string', enum: ['worst', 'name', 'since'] },
          },
          { $ref: '#/components/parameters/Limit' },
        ],
        responses: {
          200: {
            description: 'The jobs',
            content: {
              'application/json': {
                schema: { type: 'object', additionalProperties: true },
              },
            },
          },
          400: { $ref: '#/components/responses/Error' },
        },
      },
    },
  },
};

async function jobWorld() {
  const clock = new FakeClock();
  const { kind, turn } = jobKind(clock);
  const component = entity('shop');
  const world = await apiWorld({
    clock,
    entities: [
      {
        ...component,
        metadata: {
          ...component.metadata,
          annotations: { 'example.org/job': 'backup' },
        },
      },
    ],
    openApi: withJobs,
    claimReaders: [kind.claims],
    more: { kinds: [kind] },
  });
  return { ...world, turn };
}

describe('a kind of subject that only its own folder knows', () => {
  it('has a list, worst first, that can be filtered and says what is wrong with a query', async () => {
    const { get, turn, clock } = await jobWorld();
    turn('report', 'OnTime');
    clock.advance(1_000);
    turn('backup', 'Missed');
    const { body } = await get('/v1/jobs');
    expect(body).toMatchObject({
      total: 2,
      counts: { Missed: 1, OnTime: 1 },
      items: [
        {
          name: 'backup',
          status: 'Missed',
          entities: [{ entityRef: 'component:default/shop' }],
        },
        { name: 'report', status: 'OnTime', entities: [] },
      ],
    });
    turn('backup', 'OnTime');
    expect((await get('/v1/jobs?status=Missed')).body.items).toEqual([]);
    const wrong = await get('/v1/jobs?status=Dead');
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toContain('not one of Missed, OnTime');
  });

  it('stands on the entities that name its subjects', async () => {
    const { get, turn } = await jobWorld();
    turn('backup', 'Missed');
    const { body } = await get('/v1/entities/component/default/shop');
    expect(body.jobs).toMatchObject([{ name: 'backup', status: 'Missed' }]);
    expect(body.problems).toEqual([]);
  });

  it('can be asked for and explained by agents', async () => {
    const { ask, turn } = await jobWorld();
    turn('backup', 'Missed');
    expect(await ask('find-missed-jobs', {})).toMatchObject({
      total: 1,
      jobs: [{ job: 'backup', entities: ['component:default/shop'] }],
    });
    expect(await ask('explain-job', { job: 'backup' })).toMatchObject({
      jobs: [{ explanation: 'backup is Missed: it runs every hour.' }],
    });
    await expect(ask('explain-job', { job: 'none' })).rejects.toThrow(
      'There is no job none, or you may not read it',
    );
  });

  it('has a history, with the time in which it was down', async () => {
    const { kind, turn } = jobKind(systemClock);
    const history = await History.create({
      database: mockServices.database({
        knex: await databases.init('SQLITE_3'),
      }),
      contributors: [new SubjectHistory(kind)],
      clock: systemClock,
      logger: mockServices.logger.mock(),
      onWritten: () => {},
    });
    history.start();
    turn('backup', 'OnTime');
    turn('backup', 'Missed');
    const transitions = () =>
      history.reader.transitions({ subjectIds: ['job:backup'], limit: 10 });
    await eventually(
      'the rows',
      async () => (await transitions()).items.length === 2,
    );
    expect((await transitions()).items[0]).toMatchObject({
      kind: 'job',
      name: 'backup',
      from: 'OnTime',
      to: 'Missed',
      cause: 'report',
      evidence: { schedule: 'every hour' },
    });
    const [day] = await history.reader.availability({
      subjectId: 'job:backup',
      windowsMs: [86_400_000],
    });
    expect(day.downMs).toBeGreaterThanOrEqual(0);
    await history.stop();
  });

  it('is told of, logged by its severity, and measured', async () => {
    const clock = new FakeClock();
    const { kind, turn } = jobKind(clock);
    const { metrics, read } = collectMetrics();
    const logger = mockServices.logger.mock();
    const send = jest.fn(async (_: NotificationSendOptions) => {});
    const telling = new Telling({
      kinds: [kind],
      measuredSingly: [],
      notificationOptions: {
        enabled: true,
        statuses: ['Missed'],
        delayMs: 0,
        fallbackRecipients: ['user:default/ops'],
      },
      entities: async () => new EntityIndex([]),
      clock,
      logger,
      events: { publish: async () => {}, subscribe: async () => {} },
      metrics,
      notifications: { send },
      signals: { publish: async () => {} },
    });
    turn('backup', 'Missed');
    telling.onWritten([
      {
        id: 'job:backup@1',
        subjectId: 'job:backup',
        kind: 'job',
        name: 'backup',
        to: 'Missed',
        at: new Date(clock.wallMs()).toISOString(),
        ageMs: 0,
      },
    ]);
    clock.advance(1);
    await eventually('the notification', () => send.mock.calls.length === 1);
    expect(send.mock.calls[0][0]).toMatchObject({
      recipients: { entityRef: ['user:default/ops'] },
      payload: { title: 'Job backup: status', topic: 'jobs' },
    });
    expect(logger.warn).toHaveBeenCalledWith(
      'job backup: Missed',
      expect.objectContaining({ kind: 'job', to: 'Missed' }),
    );
    expect(await read('test.jobs')).toEqual({ Missed: 1, OnTime: 0 });
    expect(await read('test.job.transitions')).toEqual({ 'Missed report': 1 });
    telling.stop();
  });
});
