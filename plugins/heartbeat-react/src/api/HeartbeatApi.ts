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
  AvailabilityReport,
  CheckReceipt,
  EntityHeartbeats,
  HeartbeatList,
  HeartbeatQuery,
  LatencyReport,
  ServerList,
  ServerQuery,
  TimelineReport,
  TransitionList,
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
 * Which heartbeats to read.
 *
 * @public
 */
export interface HeartbeatsRequest extends HeartbeatRequestOptions {
  /** All of them if absent. */
  query?: HeartbeatQuery;
}

/**
 * Which servers to read.
 *
 * @public
 */
export interface ServersRequest extends HeartbeatRequestOptions {
  /** All of them if absent. */
  query?: ServerQuery;
}

/**
 * Which part of a history to read.
 *
 * @public
 */
export interface HistoryRequest extends HeartbeatRequestOptions {
  /** How long a time until now, e.g. `24h` or `7d`; the last 24 hours if absent. */
  window?: string;
}

/**
 * Which transitions to read.
 *
 * @public
 */
export interface TransitionsRequest extends HeartbeatRequestOptions {
  /** What is behind this entity. */
  entityRef: string;
  /** How many at most; the backend's choice if absent. */
  limit?: number;
}

/**
 * Which servers to have asked.
 *
 * @public
 */
export interface CheckRequest extends HeartbeatRequestOptions {
  /** The id of one; all that the user may read if absent. */
  subjectId?: string;
}

/**
 * Reads heartbeats from the backend. Its methods throw `ResponseError` where
 * the backend answers with an error. Those that read history or servers give
 * `undefined` where the backend has none: an older backend, or a controller or
 * server that it does not know.
 *
 * @public
 */
export interface HeartbeatApi {
  /** Every heartbeat the user may read, worst first. */
  getHeartbeats(options?: HeartbeatsRequest): Promise<HeartbeatList>;

  /** The servers that the user may read, worst first unless the query says otherwise. */
  getServers(options?: ServersRequest): Promise<ServerList | undefined>;

  /** The heartbeats of the controllers behind one entity, in the annotation's order, and its servers. */
  getEntityHeartbeats(
    entityRef: string,
    options?: HeartbeatRequestOptions,
  ): Promise<EntityHeartbeats>;

  /** What changed, newest first. */
  getTransitions(
    options: TransitionsRequest,
  ): Promise<TransitionList | undefined>;

  /** How well each of the controllers and servers behind an entity did in the last 24 hours, 7, 30 and 90 days. */
  getAvailability(
    entityRef: string,
    options?: HeartbeatRequestOptions,
  ): Promise<AvailabilityReport | undefined>;

  /** The last 24 hours of one controller or server. */
  getTimeline(
    subjectId: string,
    options?: HeartbeatRequestOptions,
  ): Promise<TimelineReport | undefined>;

  /** How quickly a server answered, hour by hour. */
  getLatency(
    subjectId: string,
    options?: HistoryRequest,
  ): Promise<LatencyReport | undefined>;

  /**
   * Has servers asked now, within some seconds. Those that have been asked have a later
   * `lastCheck`. Needs the permission `heartbeat.check.trigger`.
   */
  checkServers(options?: CheckRequest): Promise<CheckReceipt>;
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
