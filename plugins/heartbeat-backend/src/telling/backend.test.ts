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
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  eventsServiceFactory,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  HEARTBEAT_EVENT_TOPIC,
  isHeartbeatEventPayload,
  type HeartbeatEventPayload,
} from 'backstage-plugin-heartbeat-common';
import { eventually } from '@internal/test-support';
import { observedHeartbeat } from '../__testUtils__/observedHeartbeat';
import { systemClock as clock } from '../time/clock';
import { HeartbeatRegistry } from '../controllers/HeartbeatRegistry';
import { createControllerKind } from '../controllers/controllerKind';
import { NO_ENTITIES } from '../entities';
import { Telling } from './Telling';

const ID = 'demo/apps/orders';

/** Lets one controller die in a backend with Backstage's own services. */
async function letOneDie() {
  const registry = new HeartbeatRegistry({ clock });
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const received: HeartbeatEventPayload[] = [];
  const subscriber = createBackendPlugin({
    pluginId: 'subscriber',
    register: env =>
      env.registerInit({
        deps: { events: eventsServiceRef },
        init: ({ events }) =>
          events.subscribe({
            id: 'test',
            topics: [HEARTBEAT_EVENT_TOPIC],
            onEvent: async ({ eventPayload }) => {
              if (isHeartbeatEventPayload(eventPayload)) {
                received.push(eventPayload);
              }
            },
          }),
      }),
  });
  const telling = createBackendPlugin({
    pluginId: 'heartbeat',
    register: env =>
      env.registerInit({
        deps: {
          events: eventsServiceRef,
          lifecycle: coreServices.lifecycle,
          metrics: metricsServiceRef,
          notifications: notificationService,
          signals: signalsServiceRef,
        },
        async init({ lifecycle, ...services }) {
          const telemetry = new Telling({
            ...services,
            measuredSingly: [],
            notificationOptions: {
              enabled: true,
              statuses: ['Dead'],
              delayMs: 0,
              fallbackRecipients: ['user:default/ops'],
            },
            kinds: [
              createControllerKind({
                registry,
                clock,
                leaseCheckpoint: () => undefined,
              }),
            ],
            entities: async () => NO_ENTITIES,
            clock,
            logger,
          });
          lifecycle.addStartupHook(() => {
            const at = { atMonotonicMs: 0, atWallMs: 0 };
            registry.setHeartbeat(
              observedHeartbeat('orders', { status: 'Dead' }),
              { ...at, to: { status: 'Dead' }, cause: 'silence' },
            );
            telemetry.onWritten([
              {
                id: `${ID}@1`,
                subjectId: ID,
                kind: 'controller',
                to: 'Dead',
                at: '2026-11-22T12:00:00.000Z',
                ageMs: 0,
              },
            ]);
          });
          lifecycle.addShutdownHook(() => telemetry.stop());
        },
      }),
  });
  const backend = await startTestBackend({
    features: [subscriber, telling, eventsServiceFactory],
  });
  return { backend, received, logger };
}

describe('with the services of a portal', () => {
  it('subscribers of other plugins get the event, and a portal without notifications says so', async () => {
    const { backend, received, logger } = await letOneDie();
    try {
      await eventually('the event', async () => received.length > 0);
      expect(received).toEqual([
        {
          id: `${ID}@1`,
          subjectId: ID,
          kind: 'controller',
          to: 'Dead',
          at: '2026-11-22T12:00:00.000Z',
        },
      ]);
      const said = () =>
        logger.info.mock.calls.filter(([message]) =>
          message.includes('has no notifications plugin'),
        );
      await eventually('what is said', async () => said().length > 0);
      expect(said()).toHaveLength(1);
      expect(logger.error).not.toHaveBeenCalled();
    } finally {
      await backend.stop();
    }
  });
});
