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
 * What the world may ask, and what it is told: HTTP and the actions registry over
 * what is true now and what was.
 *
 * What is promised:
 *
 * - Whoever asks needs `heartbeat.read`, each time. What belongs to entities is
 *   told only to those who may read one of them, and with those entities alone:
 *   in lists, counts, validators, history and actions alike (`Visibility`). What
 *   belongs to none is told to all who have the permission.
 * - Where it is not known what a caller may read, it is not told.
 * - An answer is as of now, with ages by the observer's monotonic clock. A 304
 *   says that nothing has happened but that time has passed (`entityTag`).
 * - Nothing is read from a cluster or from the database to say what is true now.
 *
 * What is kept between answers, and for how long: what all annotations say, read
 * by the plugin's own right (`EntityDirectory`, 10 s, up to 30 s while it is read
 * anew); what one caller may read, for that caller alone (`CallerRights`, 5 s); and
 * the subjects of each kind in order (`SubjectRows`, until a status changes; the order
 * of the slowest servers for 5 s). A right to read an entity that is taken away is gone
 * within 5 s.
 *
 * @packageDocumentation
 */

export * from './createApi';
export type { LatencyPort } from './LatencyAnswers';
export { readOpenApiDocument } from './openApiDocument';
