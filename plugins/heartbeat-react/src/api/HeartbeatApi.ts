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

import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  EntityHeartbeats,
  HeartbeatList,
} from 'backstage-plugin-heartbeat-common';

/**
 * What every request may be given.
 *
 * @public
 */
export interface HeartbeatRequestOptions {
  /** Aborting it ends the request. */
  signal?: AbortSignal;
}

/**
 * Reads heartbeats from the backend. Its methods throw `ResponseError` where
 * the backend answers with an error.
 *
 * @public
 */
export interface HeartbeatApi {
  /** Every heartbeat the user may read, worst first. */
  getHeartbeats(options?: HeartbeatRequestOptions): Promise<HeartbeatList>;

  /** The heartbeats of the controllers behind one entity, in the annotation's order. */
  getEntityHeartbeats(
    entityRef: string,
    options?: HeartbeatRequestOptions,
  ): Promise<EntityHeartbeats>;
}

/**
 * The reference of {@link HeartbeatApi}, for both frontend systems.
 *
 * @public
 */
export const heartbeatApiRef = createApiRef<HeartbeatApi>().with({
  id: 'plugin.heartbeat.service',
  pluginId: 'heartbeat',
});
