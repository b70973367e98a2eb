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

import type { ServerCause } from 'backstage-plugin-heartbeat-common';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import type { SubjectTransition } from '../../subjects/Subject';
import type { Moment } from '../../time/moment';
import type { ObservedServer } from '../ObservedServer';
import { pendingOf, type Judgement } from '../judgement';
import type { PreparedServer } from './prepareServer';

/**
 * A server as the registry holds it.
 *
 * @internal
 */
export function toObserved(
  { description, rules }: PreparedServer,
  known: {
    judgement: Judgement;
    everyNth: number;
    lastCheck: ObservedServer['lastCheck'];
    found: ServerObservation | undefined;
  },
): ObservedServer {
  const { judgement, everyNth, lastCheck, found } = known;
  const { since } = judgement;
  return {
    id: description.id,
    name: description.name,
    title: description.title,
    source: description.source,
    provider: description.provider,
    target: description.target,
    cluster: description.cluster,
    bindings: description.bindings,
    entityRefs: description.entityRefs,
    status: judgement.status,
    reason: judgement.reason,
    message: judgement.message,
    sinceMonotonicMs: since.monotonicMs,
    sinceWallMs: since.wallMs,
    lastKnown: judgement.lastKnown,
    lastCheck,
    intervalMs: description.intervalMs * everyNth,
    pending: pendingOf(judgement, rules),
    isFlapping: judgement.isFlapping || undefined,
    facts: found?.facts,
    lifecycle: found?.lifecycle,
  };
}

/**
 * What has turned, and by what.
 *
 * @internal
 */
export function toTransition(
  server: ObservedServer,
  change: {
    next: Judgement;
    last: Judgement;
    /** Nothing was said of it before. */
    isNew: boolean;
    /** Its status is another one; else only the reason for `Unknown` is. */
    isTurned: boolean;
    /** Now. */
    at: Moment;
    /** Where that is no check. */
    cause: ServerCause | undefined;
  },
): SubjectTransition<ObservedServer> {
  const { next, last, isNew, isTurned, at, cause } = change;
  const { monotonicMs, wallMs } = isTurned ? next.since : at;
  return {
    subject: server,
    from: isNew ? undefined : { status: last.status, reason: last.reason },
    to: { status: next.status, reason: next.reason },
    atMonotonicMs: monotonicMs,
    atWallMs: wallMs,
    cause: cause ?? causeOf(next, last, isNew),
    evidence: cause ? undefined : evidenceOf(server, last),
  };
}

function evidenceOf(
  { intervalMs, lastCheck }: ObservedServer,
  { lifeRow, healthRow, blindRow }: Judgement,
): Record<string, string | number> {
  const timings = lastCheck?.timings;
  return {
    checks: ((lifeRow ?? healthRow ?? blindRow)?.count ?? 0) + 1,
    intervalMs,
    ...(timings && { totalMs: Math.round(timings.totalMs) }),
  };
}

function causeOf(
  next: Judgement,
  last: Judgement,
  isNew: boolean,
): ServerCause {
  if (isNew) {
    return 'first-check';
  }
  if (next.status === 'Unknown') {
    return 'sight-lost';
  }
  return next.status === 'Stopped' || last.status === 'Stopped'
    ? 'intent'
    : 'check';
}
