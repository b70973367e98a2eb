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
 * Running what has to be done again and again: Checkers, ours and those of modules.
 *
 * What is promised: each Checker runs once per period in all replicas of the backend
 * together and never twice at a time; one that is slow drops the runs that it has
 * missed. One that is split is that many tasks: all of this is true of each shard. What one throws is counted, shown, and left to the scheduler, which logs
 * it; other Checkers and its own next run are not touched. None runs longer than its
 * timeout and 5 s: its signal is aborted, and what does not heed that is left to
 * itself, counted, and its place is free for the next run.
 *
 * What is not promised: that a run that was left to itself ends. Of more than a few
 * of those the next run is refused. A replica that is killed in mid-run keeps its
 * Checker for the rest of the timeout and a minute; that is the scheduler's way.
 *
 * @packageDocumentation
 */

export * from './Checkers';
export * from './CheckerRunner';
export * from './stableHash';
