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

import type { Server, ServerStatus } from 'backstage-plugin-heartbeat-common';
import { formatExactDuration, type Translate } from '../time/durations';
import { formatMoment } from '../time/moments';
import { lookOfStatus, SERVER_LOOKS } from './statusLooks';

/** The reasons that have words of their own; a module may bring others. */
const KNOWN_REASONS = [
  'timeout',
  'connection-refused',
  'connection-reset',
  'unreachable',
  'name-not-found',
  'dns-failed',
  'unexpected-answer',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-untrusted',
  'certificate-name-mismatch',
  'certificate-expiring',
  'tls-failed',
  'unexpected-status',
  'body-mismatch',
  'body-too-large',
  'too-many-redirects',
  'redirect-forbidden',
  'target-forbidden',
  'slow',
  'not-serving',
  'not-ready',
  'not-found',
  'network-down',
  'provider-failed',
  'provider-unavailable',
  'cluster-unavailable',
  'forbidden',
  'starting',
  'not-checked',
  'recovering',
  'building',
  'rebuilding',
  'errored',
  'paused',
  'suspended',
  'not-known-to-nova',
  'no-region',
] as const;

/**
 * A reason in words; one that this version does not know is shown as it is written.
 *
 * @public
 */
export function serverReason(t: Translate, reason: string): string {
  const known = KNOWN_REASONS.find(one => one === reason);
  return known ? t(`serverReason.${known}`) : reason;
}

/** What providers know of servers that has words of its own. */
const KNOWN_FACTS = ['region', 'flavor', 'mac', 'organization'] as const;

/**
 * What a fact about a server is called; one that this version does not know as its
 * provider calls it.
 *
 * @public
 */
export function serverFact(t: Translate, name: string): string {
  const known = KNOWN_FACTS.find(one => one === name);
  return known ? t(`serverFact.${known}`) : name;
}

/** Moments in the lives of servers that have words of their own. */
const KNOWN_MARKS = ['scheduled', 'launched', 'provisioned'] as const;

/**
 * What a moment in the life of a server is called; one that this version does not
 * know as its provider calls it.
 *
 * @public
 */
export function serverMark(t: Translate, name: string): string {
  const known = KNOWN_MARKS.find(one => one === name);
  return known ? t(`serverMark.${known}`) : name;
}

/** What checks that contradict the status will make of it. */
const PENDING: Record<ServerStatus, 'failed' | 'passed' | 'other'> = {
  Down: 'failed',
  Degraded: 'other',
  Unknown: 'other',
  Maintenance: 'other',
  Stopped: 'other',
  Healthy: 'passed',
};

/**
 * How many checks are missing until the status turns.
 *
 * @internal
 */
export function pendingWords(
  t: Translate,
  { status, count, needed }: NonNullable<Server['pending']>,
): string {
  // a status that this version does not know has words of its own neither
  const kind = Object.hasOwn(PENDING, status) ? PENDING[status] : 'other';
  return t(`server.pending.${kind}`, {
    seen: count,
    needed,
    status: lookOfStatus(SERVER_LOOKS, status).word(t),
  });
}

/**
 * Since when the status is what it is, and how often that is looked after.
 *
 * @internal
 */
export function sinceWords(t: Translate, server: Server): string {
  const { status, since, intervalMs } = server;
  const now = new Date(Date.parse(since.at) + since.ageMs).toISOString();
  return t('server.since', {
    status: lookOfStatus(SERVER_LOOKS, status).word(t),
    at: formatMoment(since.at, now),
    interval: formatExactDuration(t, intervalMs),
  });
}
