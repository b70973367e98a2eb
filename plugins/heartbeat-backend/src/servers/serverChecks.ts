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

import { heartbeatCheckTriggerPermission } from 'backstage-plugin-heartbeat-common';
import type { CheckedKind } from '../subjects/SubjectKind';
import type { ObservedServer } from './ObservedServer';
import type { CheckRequests } from './requests';

/**
 * How servers can be asked now, and not only when they are due.
 *
 * @internal
 */
export function serverChecks(options: {
  requests: Pick<CheckRequests, 'request' | 'requestAll'>;
  /** Whether anybody asks it: not where it is stopped, or nobody knows how. */
  isAsked(id: string): boolean;
}): CheckedKind<ObservedServer> {
  const { requests, isAsked } = options;
  return {
    operationId: 'checkServers',
    permission: heartbeatCheckTriggerPermission,
    refusal({ id, status }) {
      if (status === 'Maintenance') {
        return 'it is in maintenance, and not judged until that ends';
      }
      return isAsked(id)
        ? undefined
        : 'nobody asks it: it is out of service on purpose, or cannot be asked as it is defined';
    },
    request: id => requests.request(id),
    requestAll: ids => requests.requestAll(ids),
    action: {
      name: 'check-servers',
      title: 'Check servers now',
      description:
        'Has one server asked now, or all that you may read, and does not wait for what is found: ' +
        'ask for its explanation some seconds later, and look whether its last check is later than this. ' +
        'Needs the permission heartbeat.check.trigger; one server can be asked so every 10 s, all of them every minute.',
    },
  };
}
