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

import type { LeaseRef, LeaseStop } from 'backstage-plugin-heartbeat-common';
import type { LeaseProgress } from 'backstage-plugin-heartbeat-node';
import type { LeaseTerms } from '../config/heartbeatOptions';

/**
 * A Lease as far as this project looks at it, read from any of the shapes that
 * a cluster may hold [K6]. Times stay as their writer wrote them.
 *
 * @internal
 */
export interface LeaseRecord {
  ref: LeaseRef;
  /** Another uid is another Lease, even under the same name. */
  uid: string;
  /** The name of the controller whose heartbeat this is; `""` is the unnamed one. */
  controller: string;
  /** The label by which it was found, whose value is the controller's name; absent where it was found by its name. */
  label?: string;
  /** Those of the other labels that anybody looks for, where it bears any. */
  otherLabels?: Readonly<Record<string, string>>;
  /** The name of the replica whose Lease this is, where the controller has several. */
  replica?: string;
  /** `""`: the Lease was released by its holder. Absent: never stated. */
  holder?: string;
  /** RFC 3339, by the controller's clock. */
  renewTime?: string;
  leaseDurationSeconds?: number;
  leaseTransitions?: number;
  /** It says that somebody leads, and another one may take it over; else that its one writer lives. */
  isElection?: boolean;
  /** What its source says of it. */
  terms?: Readonly<LeaseTerms>;
  progress?: LeaseProgress;
  /** It was deleted, and is there only until somebody has let it go. */
  isDeleting?: boolean;
}

/**
 * What became of a Lease that is not found where it was.
 *
 * @internal
 */
export type LeaseWhereabouts = Extract<
  LeaseStop,
  'deleted' | 'namespace-deleted' | 'label-lost'
>;

/**
 * What a Lease is the heartbeat of by this label; `undefined` where it does not bear it.
 *
 * @internal
 */
export function nameByLabel(
  { label, controller, otherLabels }: Readonly<LeaseRecord>,
  key: string,
): string | undefined {
  return label === key ? controller : otherLabels?.[key];
}

/** The zero time, which an API server sends as `null`: whoever wrote it has said no time [H26]. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

/** To which those who give a Lease up cut it: client-go's leader election, and clients after its model. */
export const RELEASED_SECONDS = 1;

/**
 * Whether two readings of a Lease are the same heartbeat: client-go's leader
 * election, too, takes any other value for a sign of life, whatever it says.
 *
 * @internal
 */
export function isSameBeat(a: LeaseRecord, b: LeaseRecord): boolean {
  return (
    a.uid === b.uid &&
    a.renewTime === b.renewTime &&
    a.holder === b.holder &&
    a.leaseTransitions === b.leaseTransitions
  );
}
