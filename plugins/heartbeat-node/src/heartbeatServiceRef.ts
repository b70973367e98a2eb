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

import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { controllerNameProblem } from './controllerNameProblem';
import type {
  HeartbeatRegistration,
  HeartbeatRegistrations,
} from './HeartbeatRegistrations';
import { heartbeatRegistrationsServiceRef } from './heartbeatRegistrationsServiceRef';
import type { HeartbeatService } from './HeartbeatService';
import { leaseDurationProblem } from './leaseDurationProblem';
import type { LeaseProgress } from './LeaseProgress';

function readDuration(
  controller: string,
  options: Parameters<HeartbeatService['register']>[0],
): number | undefined {
  if (!options.duration) {
    return undefined;
  }
  const ms = durationToMilliseconds(options.duration);
  const problem = leaseDurationProblem(ms);
  if (problem) {
    throw new InputError(
      `The duration of the heartbeat "${controller}" cannot be kept: ${problem}`,
    );
  }
  return ms;
}

function createHeartbeatService(
  pluginId: string,
  registrations: HeartbeatRegistrations,
): HeartbeatService {
  return {
    register(options) {
      const { controller } = options;
      const problem = controllerNameProblem(controller);
      if (problem) {
        throw new InputError(problem);
      }
      let progress: LeaseProgress | undefined;
      const registration: HeartbeatRegistration = {
        controller,
        pluginId,
        durationMs: readDuration(controller, options),
        progress: () => progress,
      };
      registrations.add(registration);
      return {
        progress(message) {
          progress = { message, time: new Date().toISOString() };
        },
        stop: () => registrations.remove(registration),
      };
    },
  };
}

/**
 * A heartbeat for any part of a backend, in three lines:
 *
 * ```ts
 * deps: { heartbeats: heartbeatServiceRef },
 * // in init:
 * const heartbeat = heartbeats.register({ controller: 'order-importer' });
 * heartbeat.progress('processed order 17');
 * ```
 *
 * @public
 */
export const heartbeatServiceRef = createServiceRef<HeartbeatService>({
  id: 'heartbeat.service',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        plugin: coreServices.pluginMetadata,
        registrations: heartbeatRegistrationsServiceRef,
      },
      factory: ({ plugin, registrations }) =>
        createHeartbeatService(plugin.getId(), registrations),
    }),
});
