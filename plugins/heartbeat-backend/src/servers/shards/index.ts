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
 * Which replica of the backend checks which servers. Servers belong to a fixed
 * number of shards, and each shard is claimed by one replica at a time, in the
 * database.
 *
 * What is promised:
 *
 * - Each shard is held by one replica at most, as the database has it, however
 *   many race for it; and all are held while a replica lives that reaches the
 *   database. Shares differ by one at most.
 * - A replica that dies loses its claims 20 s after it last renewed them, and
 *   others take them within seconds more. One that stops gives them back at once.
 * - A shard is given back only after whoever checks was told to stop.
 *
 * What is not promised: that no server is ever asked by two. A replica that does
 * not reach the database goes on with what it has: it cannot tell whether others
 * reach it, and to ask twice costs a request, while not to ask costs an outage
 * that nobody sees. What both find is one row of the history.
 *
 * Claims are dated by the database's clock alone.
 *
 * @packageDocumentation
 */

export * from './Shards';
