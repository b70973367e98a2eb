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

import type { HeartbeatOperations } from './generated/api';

/**
 * What `GET /v1/heartbeats` is asked for. Everything that is stated must hold; of
 * several values one must.
 *
 * @public
 */
export type HeartbeatQuery = HeartbeatOperations['getHeartbeats']['query'];

/**
 * What `GET /v1/servers` is asked for, as {@link HeartbeatQuery} has it.
 *
 * @public
 */
export type ServerQuery = HeartbeatOperations['getServers']['query'];
