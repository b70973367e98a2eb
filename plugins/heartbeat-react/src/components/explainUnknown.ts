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
  UNKNOWN_REASONS,
  type LeaseHeartbeat,
  type UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import type { Translate } from '../time/durations';

function text(param: string | number | undefined): string | undefined {
  return typeof param === 'string' ? param : undefined;
}

function explain(
  t: Translate,
  reason: UnknownReason,
  params: Partial<Record<string, string | number>>,
  message: string,
): string {
  const cluster = text(params.cluster);
  const lease = text(params.lease);
  const field = text(params.field);
  const seconds = Number(params.seconds);
  const hasSeconds = Number.isFinite(seconds);
  switch (reason) {
    case 'starting':
      return hasSeconds ? t('unknown.starting', { seconds }) : message;
    case 'disruption':
      return cluster ? t('unknown.disruption', { cluster }) : message;
    case 'canary-overdue':
      return cluster && hasSeconds
        ? t('unknown.canaryOverdue', { cluster, seconds })
        : message;
    case 'observer-stalled':
      return hasSeconds ? t('unknown.observerStalled', { seconds }) : message;
    case 'invalid-lease':
      return cluster && lease && field
        ? t('unknown.invalidLease', { cluster, lease, field })
        : message;
    case 'label-lost':
      return cluster && lease
        ? t('unknown.labelLost', { cluster, lease })
        : message;
    // the backend says what it tried and what to do
    case 'unreachable':
    case 'misconfigured':
    case 'unauthorized':
    case 'forbidden':
    case 'watch-stalled':
    case 'unknown-cluster':
    case 'unsupported':
    case 'no-source':
      return message;
  }
}

/**
 * Why a status is unknown, in the reader's language where the backend gives
 * what the sentence is made of, and in the backend's own words otherwise.
 *
 * @internal
 */
export function explainUnknown(
  t: Translate,
  unknown: LeaseHeartbeat['unknown'],
): string {
  if (!unknown) {
    return t('meaning.Unknown');
  }
  const { reason, message, params = {} } = unknown;
  const known = UNKNOWN_REASONS.find(one => one === reason);
  return known ? explain(t, known, params, message) : message;
}
