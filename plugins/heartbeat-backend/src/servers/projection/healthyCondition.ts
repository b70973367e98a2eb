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

import type { ServerStatus } from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';
import type { ObservedServer } from '../ObservedServer';

/** What the API conventions of Kubernetes allow for a condition's message is more; nobody reads more. */
const MAX_MESSAGE_LENGTH = 1_000;

/** As the conventions of Kubernetes have it: a word in camel case. */
const REASON = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;

const TYPE = 'Healthy';

/** A server that is out of service is not healthy; of one that cannot be judged that is not known. */
const CONDITION_STATUS: Record<ServerStatus, 'True' | 'False' | 'Unknown'> = {
  Healthy: 'True',
  Degraded: 'False',
  Down: 'False',
  Stopped: 'False',
  Maintenance: 'Unknown',
  Unknown: 'Unknown',
};

const condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

const projected = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  status: z
    .object({ conditions: z.array(condition).nullish() })
    .nullish()
    .transform(status => status?.conditions ?? []),
});

type Condition = z.output<typeof condition>;

/**
 * What has to be written to an object so that it shows a server's status: all of its
 * conditions, for a merge patch replaces the whole list, and the resourceVersion
 * that keeps it from undoing what another one writes meanwhile.
 *
 * @param object - as it was just read
 * @param now - by the wall clock
 * @returns `undefined` where the object shows it already
 * @throws if the object is none
 * @internal
 */
export function healthyPatch(
  object: unknown,
  server: Pick<ObservedServer, 'status' | 'reason' | 'message'>,
  now: Date,
): object | undefined {
  const { metadata, status: conditions } = projected.parse(object);
  const previous = conditions.find(({ type }) => type === TYPE);
  const status = CONDITION_STATUS[server.status];
  const reason = reasonOf(server);
  if (previous?.status === status && previous.reason === reason) {
    return undefined;
  }
  const next: Condition = {
    ...previous,
    type: TYPE,
    status,
    reason,
    message: (server.message ?? '').slice(0, MAX_MESSAGE_LENGTH),
    lastTransitionTime:
      previous?.status === status && previous.lastTransitionTime
        ? previous.lastTransitionTime
        : `${now.toISOString().slice(0, 19)}Z`,
  };
  return {
    metadata: { resourceVersion: metadata.resourceVersion },
    status: {
      conditions: previous
        ? conditions.map(each => (each === previous ? next : each))
        : [...conditions, next],
    },
  };
}

/** `connection-refused` as `ConnectionRefused`; without a reason the status itself. */
function reasonOf({
  status,
  reason,
}: Pick<ObservedServer, 'status' | 'reason'>): string {
  const camel = (reason ?? '')
    .split('-')
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
  return REASON.test(camel) ? camel : status;
}
