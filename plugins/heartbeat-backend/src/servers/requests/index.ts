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
 * Checks that somebody asked for. The replica that is asked need not be the one that
 * checks the server: requests go through the database, and whoever has the server takes
 * its own up within 2 s.
 *
 * What is promised: each server is asked so once per 10 s at most, and all of them once
 * per minute, whichever replica is asked; one that is being asked is not asked twice at
 * a time. A request changes nothing in when a server is due, nor in how it is judged.
 *
 * What is not promised: that a request outlives the replica that has the server.
 *
 * @packageDocumentation
 */

export * from './CheckRequests';
export { CheckRequestStore } from './CheckRequestStore';
