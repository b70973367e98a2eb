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

/**
 * What we say of a controller, worst first; screens sort by this order.
 *
 * - `Dead`: silent for all of the Lease's duration and the margin, while we were able to see.
 * - `Late`: past the time by which a renewal usually comes, within the limit for `Dead`.
 * - `Unknown`: we cannot tell; always with a reason.
 * - `NeverReported`: an entity expects it and no Lease of its has ever been seen.
 * - `Stopped`: we saw its Lease deleted or its holder cleared while it was not `Dead`.
 * - `Alive`: its last renewal was seen recently enough.
 *
 * @public
 */
export const LIVENESS_STATUSES = [
  'Dead',
  'Late',
  'Unknown',
  'NeverReported',
  'Stopped',
  'Alive',
] as const;

/** @public */
export type LivenessStatus = (typeof LIVENESS_STATUSES)[number];

/**
 * Why a controller is `Unknown`, or why we cannot see a part of a cluster.
 *
 * - `starting`: we have not been looking long enough to judge.
 * - `unreachable`: the cluster's API does not answer, or not with an answer of Kubernetes.
 * - `unauthorized`: it refuses our credentials.
 * - `forbidden`: it knows us and does not let us list and watch Leases there.
 * - `watch-stalled`: the stream of changes is open and silent for too long.
 * - `canary-overdue`: our own renewals do not come back from there.
 * - `observer-stalled`: our own process does not keep up with what it is told.
 * - `disruption`: most of the cluster's controllers fell silent together.
 * - `unknown-cluster`: the configuration names a cluster that the portal does not have.
 * - `unsupported`: the cluster can only be asked with a user's own token.
 * - `no-source`: nothing that is configured looks anywhere.
 * - `invalid-lease`: the Lease lacks what a verdict needs, or states nonsense.
 *
 * @public
 */
export const UNKNOWN_REASONS = [
  'starting',
  'unreachable',
  'unauthorized',
  'forbidden',
  'watch-stalled',
  'canary-overdue',
  'observer-stalled',
  'disruption',
  'unknown-cluster',
  'unsupported',
  'no-source',
  'invalid-lease',
] as const;

/** @public */
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/**
 * What made a verdict another one.
 *
 * - `first-sight`: the Lease was seen for the first time.
 * - `renewal`: a renewal was seen.
 * - `restart`: a sign of life from the same holder in another process.
 * - `takeover`: a sign of life from another holder.
 * - `recreation`: a sign of life through a Lease that was made anew.
 * - `silence`: no renewal came by the deadline.
 * - `released`: the holder let go of the Lease.
 * - `deleted`: the Lease was deleted.
 * - `sight-lost`: no renewal was seen by the deadline, and none could have been.
 * - `sight-regained`: we see again, and nothing has changed meanwhile.
 * - `disruption`: most of the cluster's controllers fell silent together.
 * - `amended`: the Lease was changed in a way that is no sign of life, e.g. its duration.
 * - `invalid-lease`: the Lease was written without what a verdict needs.
 *
 * @public
 */
export const TRANSITION_CAUSES = [
  'first-sight',
  'renewal',
  'restart',
  'takeover',
  'recreation',
  'silence',
  'released',
  'deleted',
  'sight-lost',
  'sight-regained',
  'disruption',
  'amended',
  'invalid-lease',
] as const;

/** @public */
export type TransitionCause = (typeof TRANSITION_CAUSES)[number];

/**
 * Sorts statuses worst first.
 *
 * @public
 */
export function compareStatus(a: LivenessStatus, b: LivenessStatus): number {
  return LIVENESS_STATUSES.indexOf(a) - LIVENESS_STATUSES.indexOf(b);
}
