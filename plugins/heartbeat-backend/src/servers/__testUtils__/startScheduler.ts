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

import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';
import type { SchedulerService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import type { Knex } from 'knex';

/**
 * Backstage's scheduler as a replica of the backend has it, over the database of a test.
 */
export function startScheduler(knex: Knex): {
  scheduler: SchedulerService;
  stop(): void;
} {
  const stops: Array<() => void> = [];
  const scheduler = DefaultSchedulerService.create({
    database: mockServices.database({ knex }),
    logger: mockServices.logger.mock({
      child: () => mockServices.logger.mock(),
    }),
    rootLifecycle: mockServices.rootLifecycle.mock({
      addShutdownHook: hook => void stops.push(hook),
    }),
    httpRouter: mockServices.httpRouter.mock(),
    metrics: metricsServiceMock.mock(),
    pluginMetadata: { getId: () => 'heartbeat' },
  });
  return { scheduler, stop: () => stops.forEach(stop => stop()) };
}
