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
 * Asking servers for their health, and judging the answers.
 *
 * What is promised: each server that a source names is asked by one replica of the
 * backend at a time, the first time within one interval, and then at a fixed rate in
 * slots that are the same on all replicas. A check that is not over when the next
 * one is due is not joined by it: the slot is skipped and counted. No check outlives
 * its timeout by more than a second: what does not heed its signal is left to itself
 * and counted. Servers that fail wait in a lane of their own, so that they delay
 * nobody else. `Down` is said only after enough answers, or silences, in a row that
 * we were able to witness; whatever keeps us from asking (a provider that does not
 * start, one that throws, our own lack of network) is `Unknown`, with a reason and
 * with what was last known.
 *
 * What is not promised: that what happens between two checks is seen; that two
 * replicas that disagree on who holds a shard never ask both, for as long as they do.
 *
 * Whose clock counts: slots are counted on the fleet's clock, which is the
 * database's; durations and deadlines on the monotonic clock of this process;
 * maintenance windows, which people write down, on its wall clock.
 *
 * What happens on failure: a source that fails keeps its servers as they are, and is
 * asked again within a minute; one that throws, a provider that cannot start, and a
 * definition that its provider refuses stop no other. Each is a problem in `state`,
 * with the moment since which it lasts.
 *
 * Nothing here knows SQL or the API; Kubernetes is reached by `KubernetesClusters`.
 *
 * @packageDocumentation
 */

export { ServerHealth } from './ServerHealth';
export type { Remembered, ServerHealthOptions } from './ServerHealthOptions';
export type {
  CheckListener,
  MonitorProblem,
  ServerHealthState,
} from './ServerHealthState';
export { parseMemory, type ServerMemory } from './ServerMemory';
