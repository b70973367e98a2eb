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

import type { LivenessStatus } from './generated/api';
import type { StatusMeaning } from './statusMeaning';

/**
 * What each verdict on a controller means, worst first. A late heartbeat is a
 * heartbeat.
 *
 * @public
 */
export const LIVENESS_MEANINGS: Readonly<
  Record<LivenessStatus, StatusMeaning>
> = {
  Dead: { severity: 'critical', standing: 'down' },
  Late: { severity: 'warning', standing: 'up' },
  Unknown: { severity: 'unknown', standing: 'unknown' },
  NeverReported: { severity: 'unknown', standing: 'unknown' },
  Stopped: { severity: 'off', standing: 'stopped' },
  Alive: { severity: 'ok', standing: 'up' },
};

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
 * - `abandoned`: nobody has taken a Lease that was let go of, for too long or again and again.
 * - `deleted`: the Lease was deleted while it was renewed.
 * - `removed`: the Lease was deleted when it was not renewed any more.
 * - `namespace-deleted`: the Lease was deleted with its namespace.
 * - `node-deleted`: the node of the Lease is not there any more.
 * - `label-lost`: the Lease has lost the label by which it is found.
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
  'abandoned',
  'deleted',
  'removed',
  'namespace-deleted',
  'node-deleted',
  'label-lost',
  'sight-lost',
  'sight-regained',
  'disruption',
  'amended',
  'invalid-lease',
] as const;

/** @public */
export type TransitionCause = (typeof TRANSITION_CAUSES)[number];
