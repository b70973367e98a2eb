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
 * Which replica of the backend checks which servers, and when. Servers belong to a
 * fixed number of shards. For each shard there is a task of Backstage's scheduler, and
 * whichever replica wins a run of it arranges the shard's next slice of time: for the
 * replica that has it, or for the one that has least to do. Arranging is all that the
 * run does, so that no run is long.
 *
 * What is promised:
 *
 * - At each moment each shard is one replica's, as the database has it, while a replica
 *   is there that reaches the database. Shares differ by one shard's servers at most.
 * - A replica that dies is missed 6 s after it last said that it is there; runs that
 *   come by give its shards to others, within 20 s of its death. One that stops gives them away
 *   itself, and the others have them within 2 s.
 * - What moves between two that are there moves at a moment that both knew before.
 * - A process that stood still checks nothing before it has looked again.
 *
 * What is not promised: that no server is ever asked by two. A replica that does
 * not reach the database goes on with what it has: it cannot tell whether others
 * reach it, and to ask twice costs a request, while not to ask costs an outage
 * that nobody sees. What both find is one row of the history.
 *
 * All of it is dated by the database's clock alone.
 *
 * @packageDocumentation
 */

export * from './Slices';
