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
import { HeartbeatRegistrations } from './HeartbeatRegistrations';

/**
 * For the Heartbeat plugin itself; others use {@link heartbeatServiceRef}.
 *
 * @internal
 */
export const heartbeatRegistrationsServiceRef =
  createServiceRef<HeartbeatRegistrations>({
    id: 'heartbeat.registrations',
    scope: 'root',
    defaultFactory: async service =>
      createServiceFactory({
        service,
        deps: {
          logger: coreServices.rootLogger,
          lifecycle: coreServices.rootLifecycle,
        },
        factory({ logger, lifecycle }) {
          const registrations = new HeartbeatRegistrations({
            logger: logger.child({ service: 'heartbeat' }),
          });
          lifecycle.addStartupHook(() => registrations.warnWhereNobodyWrites());
          return registrations;
        },
      }),
  });
