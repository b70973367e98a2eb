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
 * The `Server` resources of the region API as servers of Heartbeat.
 *
 * `UnikornSource` lists them; `UnikornProvider` polls them, those of a region
 * together, regions independently of each other. A poll reads the resources, resolves
 * the region, and asks about its servers side by side, a few at a time. Where an
 * identity has several servers its whole project is listed once; a single one is asked
 * for by name.
 *
 * Each server is written at most once in a poll, only where something changed, and
 * only as it was read; logs and durations follow the answer to the write. A server
 * that cannot be asked is `Unknown` on the screen, with the reason, and keeps what its
 * resource says. A poll that is cancelled leaves the gauge as it was.
 */
export { UnikornProvider } from './UnikornProvider';
export { UnikornSource } from './UnikornSource';
export { ServerMetrics } from './ServerMetrics';
