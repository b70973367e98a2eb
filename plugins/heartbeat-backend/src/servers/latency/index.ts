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
 * How quickly servers answered, hour by hour.
 *
 * What is promised: each answer counts once, in the hour in which it came by the
 * database's clock, whichever replica got it; what several replicas counted in one
 * hour is added up. Percentiles are exact to 5%, the maximum is exact.
 *
 * What is not promised: the last five minutes of a process that is killed, and that
 * nothing counts twice where a connection breaks between a commit and its
 * confirmation. What happened in the last five minutes is not told yet.
 *
 * A check costs one entry in a map, and the database one row per server and hour,
 * written twelve times.
 *
 * @packageDocumentation
 */

export * from './LatencyReader';
export * from './LatencyRecorder';
export * from './LatencyStore';
