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
 * When each unit of work is due, and how many run at a time.
 *
 * What is promised: a unit is due in slots `phase + k * interval` of the fleet's
 * clock, where the phase is a hash of the unit's key: whoever holds the unit finds
 * the same slots, and the units of a fleet are spread evenly, each with its first
 * slot within one interval. A unit that is still waiting or running in its next slot
 * is not queued again: the slot is skipped and counted. A unit that does not end is
 * aborted after its timeout, and given up shortly after that.
 *
 * A unit whose last result was a failure waits in a lane of its own with its own
 * bound, so that what times out never takes the place of what answers. Within a
 * lane the first that is due is the first to run, unless its host is busy enough:
 * then those behind it do not wait for it.
 *
 * What is not promised: that a slot is kept while this process is stopped, or while
 * a lane is full. What is late is late; it is not made up for.
 *
 * One timer serves all units and one all timeouts. Nothing here knows what a unit
 * asks, or of whom.
 *
 * @packageDocumentation
 */

export { Schedule, type ScheduleState } from './Schedule';
export type { Unit } from './Unit';
