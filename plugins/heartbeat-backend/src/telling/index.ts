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
 * What a change of a verdict, or of the status of a server, sets off: metrics, a
 * signal for open pages, a log record, an event, and notifications to people.
 *
 * What is promised:
 *
 * - Metrics are of this replica: what it sees itself, whether it is written down
 *   or not. So is the signal.
 * - Log records, events and notifications are of the fleet: they follow the
 *   transitions that this replica has written into the history, which exactly one
 *   replica does.
 * - What is seen for the first time, and is as it should be, is no event, and one log
 *   record together with all others of its kind within some seconds. One that needs
 *   somebody is an event, and a record as long as they are few.
 * - So is what is seen again, after nobody had looked, as it was before. A portal that
 *   starts tells of its fleet in a few records, then, and of changes one by one.
 * - None of them waits for another, and the observer waits for none. What cannot be
 *   told is tried again for some minutes where that makes sense, in a bounded
 *   queue, then given up, logged and counted.
 * - People are told of what still is when they are told: everything is compared
 *   with the registry first. What is over within the configured delay is not told.
 * - Subjects of all kinds are told of by the same means. They differ in what their
 *   kind says (`SubjectKind.telling`, `.metrics`), and in nothing else.
 *
 * What is not promised: that a notification survives the end of the process that
 * was about to send it, or that nobody is told twice where two replicas have
 * written parts of one disruption or of one flapping. It has the same scope then,
 * and is one notification on the page. A server goes from one replica to another: the
 * one that has it knows since when it was not well.
 *
 * @packageDocumentation
 */

export { Telling } from './Telling';
