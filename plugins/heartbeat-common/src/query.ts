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

import type { LivenessStatus } from './status';

/**
 * In which order heartbeats are listed; what is alike goes by name.
 *
 * - `worst`: by status, worst first.
 * - `name`: by the controller's name.
 * - `since`: the latest change of status first.
 * - `age`: the longest without a heartbeat first, and before them those that never had one.
 *
 * @public
 */
export const HEARTBEAT_SORTS = ['worst', 'name', 'since', 'age'] as const;

/** @public */
export type HeartbeatSort = (typeof HEARTBEAT_SORTS)[number];

/**
 * The longest page: more is a list, which is asked for by no `limit` at all.
 *
 * @public
 */
export const MAX_PAGE_SIZE = 1_000;

/**
 * What `GET /v1/heartbeats` is asked for. Everything that is stated must hold; of
 * several values one must.
 *
 * @public
 */
export interface HeartbeatQuery {
  status?: LivenessStatus[];
  cluster?: string[];
  namespace?: string;
  /** Entity refs of owners of the entities. */
  owner?: string[];
  /** Entity ref of the system of an entity. */
  system?: string;
  /** The kind of an entity. */
  kind?: string;
  /** Words that all have to stand somewhere in its names, its holder or its entities. */
  text?: string;
  /** `worst` if absent. */
  sort?: HeartbeatSort;
  /** Absent: all of them. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}
