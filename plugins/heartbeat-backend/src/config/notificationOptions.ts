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

import { parseEntityRef } from '@backstage/catalog-model';
import { z } from 'zod';
import { duration } from './duration';

/**
 * The statuses that people can be told of: `Dead` of controllers, `Down` and
 * `Degraded` of servers, the others of both. Not `Late`: it is over within a Lease's
 * duration, as `Alive` or as `Dead`.
 *
 * @internal
 */
export const NOTIFIED_STATUSES = [
  'Dead',
  'Down',
  'Degraded',
  'Stopped',
  'Unknown',
] as const;

/** @internal */
export type NotifiedStatus = (typeof NOTIFIED_STATUSES)[number];

/**
 * Whom to tell of what, and when.
 *
 * @internal
 */
export interface NotificationOptions {
  enabled: boolean;
  statuses: readonly string[];
  /** What is over within this is not told. */
  delayMs: number;
  /** Entity refs, told of controllers and servers that no entity with an owner names. */
  fallbackRecipients: string[];
}

/** A pod that Kubernetes starts again, or another replica that takes over, is back within that. */
const DEFAULT_DELAY = { minutes: 1 };

const entityRef = z.string().refine(isEntityRef, {
  error: issue =>
    `${JSON.stringify(
      issue.input,
    )} is not an entity ref; write e.g. "group:default/platform"`,
});

function isEntityRef(ref: string): boolean {
  try {
    parseEntityRef(ref);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads `heartbeat.notifications`. On where nothing else is said: a portal with
 * the notifications plugin has it in order to be told, and one without it
 * answers that it is not there.
 *
 * @internal
 */
export const notificationOptions = z
  .strictObject({
    enabled: z.boolean().default(true),
    statuses: z
      .array(
        z.enum(NOTIFIED_STATUSES, {
          error: issue =>
            `${JSON.stringify(
              issue.input,
            )} is not a status to be told of; those are ${NOTIFIED_STATUSES.join(
              ', ',
            )}`,
        }),
      )
      .min(1, { error: 'is empty; write enabled: false to be told nothing' })
      .default(['Dead', 'Down']),
    delay: duration(0).prefault(DEFAULT_DELAY),
    fallbackRecipients: z.array(entityRef).default([]),
  })
  .prefault({})
  .transform(
    ({ delay, ...rest }): NotificationOptions => ({ ...rest, delayMs: delay }),
  );
