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

import type { UnknownReason } from 'backstage-plugin-heartbeat-common';
import type { KubernetesError } from 'backstage-plugin-heartbeat-node';

/**
 * Why a place cannot be watched, and what the reader can do about it.
 *
 * @param name - of the place, as in the middle of a sentence
 * @internal
 */
export function watchFailureMessage(
  name: string,
  error: KubernetesError,
): string {
  const subject = name.charAt(0).toUpperCase() + name.slice(1);
  return `${subject} cannot be watched: ${error.message}. ${wayOut(error)}`;
}

/**
 * What is said of a controller that cannot be seen for this reason.
 *
 * @internal
 */
export function unknownReasonOf({ reason }: KubernetesError): UnknownReason {
  switch (reason) {
    case 'misconfigured':
    case 'unauthorized':
    case 'forbidden':
      return reason;
    case 'stalled':
      return 'watch-stalled';
    case 'rejected':
    case 'timeout':
    case 'unreachable':
    case 'unusable':
      return 'unreachable';
  }
}

function wayOut({ reason }: KubernetesError): string {
  switch (reason) {
    case 'forbidden':
      return 'Give the account of the portal the verbs "list" and "watch" on leases.coordination.k8s.io there.';
    case 'misconfigured':
      return 'Put that right: files are read again by themselves, a change of app-config takes a restart.';
    case 'unauthorized':
      return 'Check the credentials that the portal has for this cluster.';
    case 'rejected':
    case 'timeout':
    case 'stalled':
    case 'unreachable':
    case 'unusable':
      return 'Check that its API server runs and can be reached from this backend.';
  }
}
