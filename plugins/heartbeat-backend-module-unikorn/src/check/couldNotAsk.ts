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
  KubernetesError,
  type ServerObservation,
} from 'backstage-plugin-heartbeat-node';
import { OpenstackError } from '../openstack';

/** Nothing is known of a server, for this reason: what its resource says stays. @internal */
export function couldNotAsk(error: unknown): ServerObservation {
  return {
    outcome: 'unknown',
    reason: reasonOf(error) ?? 'provider-unavailable',
    message: error instanceof Error ? `${error.message}.` : undefined,
    isDefinite: true,
  };
}

/** For the screen. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof KubernetesError) {
    return reasonOfCluster(error);
  }
  return error instanceof OpenstackError ? error.reason : undefined;
}

function reasonOfCluster({ reason, status }: KubernetesError): string {
  switch (reason) {
    case 'unauthorized':
      return status === undefined ? 'cluster-unavailable' : 'forbidden';
    case 'forbidden':
      return 'forbidden';
    case 'rejected':
      return 'unexpected-status';
    case 'timeout':
    case 'stalled':
      return 'timeout';
    case 'misconfigured':
    case 'unreachable':
      return 'cluster-unavailable';
    case 'unusable':
      return 'unexpected-answer';
  }
}
