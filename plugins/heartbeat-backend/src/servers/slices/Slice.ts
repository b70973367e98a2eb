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
 * Who checks the servers of one shard, from when until when. Times are epoch
 * milliseconds of the database's clock.
 *
 * @internal
 */
export interface Slice {
  shard: number;
  /** A process of the backend. */
  replica: string;
  /** From then on it checks them; it may be a moment that is still to come. */
  since: number;
  /** Until then it does, unless a run of the shard's task has given it more time. */
  until: number;
  /** Counts what was arranged of this shard. */
  version: number;
}

/**
 * What a replica knows of all of them at a moment.
 *
 * @internal
 */
export interface SlicesView {
  /** By the database's clock. */
  now: number;
  /** The processes that have said lately that they are there. */
  replicas: readonly string[];
  /** What was arranged last, by shard; absent where nothing was, or by one that is gone for good. */
  slices: ReadonlyMap<number, Slice>;
}
