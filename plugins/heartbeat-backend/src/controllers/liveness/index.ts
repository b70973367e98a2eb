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
 * From observed changes of Leases to verdicts.
 *
 * What is promised: a verdict rests only on when we saw a Lease change, on our own
 * monotonic clock. What a Lease says of time is shown and never believed, with one
 * exception that can only delay a verdict: when a Lease is found, a renewTime that is
 * fresh by our wall clock counts as a provisional sign of life.
 *
 * `Dead` is said only after a whole duration and margin of silence in which we were
 * able to observe, and after the API server, asked past the watch, had nothing new.
 * Where we were not able to, the verdict becomes `Unknown` at the moment at which it
 * would have become worse, and keeps what was last known. Without a sign of life no
 * verdict ever gets better.
 *
 * Three gates keep a verdict back: the observer (the watch of a place, and our own
 * heartbeat that has to come back), the event loop of this process (LoopMonitor), and
 * the fleet (FleetGate). None of them takes back a `Dead`, and each states how long it
 * can hide a death.
 *
 * What is told of a Lease is a value (`ObservedHeartbeat`): each change makes another.
 *
 * What is not promised: that a controller with an `Alive` Lease does its work;
 * that a controller whose Lease we have not seen does not exist.
 *
 * Verdicts change at their exact deadline, by one timer for all of them.
 * Nothing here knows Kubernetes, SQL or HTTP.
 *
 * @packageDocumentation
 */

export type { Checkpoint } from './Checkpoint';
export type { ClusterDisruption } from './ClusterDisruption';
export type { HeartbeatTransition, VerdictState } from './HeartbeatTransition';
export * from './LivenessTracker';
export type { ObserverStall } from './LoopMonitor';
export {
  marginMsOf,
  type ObservedHeartbeat,
  type ObservedRestart,
} from './ObservedHeartbeat';
export { withoutProcess } from './Restarts';
export type { UnknownCause } from './unknownCauses';
