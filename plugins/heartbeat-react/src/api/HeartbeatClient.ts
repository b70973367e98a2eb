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

import { parseEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type { FetchApi } from '@backstage/frontend-plugin-api';
import type {
  AvailabilityReport,
  EntityHeartbeats,
  HeartbeatList,
  LatencyReport,
  ServerList,
  TimelineReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import type {
  HeartbeatApi,
  HeartbeatRequestOptions,
  HeartbeatsRequest,
  HistoryRequest,
  ServersRequest,
  TransitionsRequest,
} from './HeartbeatApi';
import { isEntityHeartbeats, isHeartbeatList } from './answers';
import {
  isAvailabilityReport,
  isTimelineReport,
  isTransitionList,
} from './historyAnswers';
import { isLatencyReport, isServerList } from './serverAnswers';
import { toSearch } from './toSearch';

/** The backend's base, resolved by the fetch API of the portal. */
const BASE_URL = 'plugin://heartbeat/v1';

/**
 * {@link HeartbeatApi} over the portal's fetch API.
 *
 * @public
 */
export class HeartbeatClient implements HeartbeatApi {
  static create(options: { fetchApi: FetchApi }): HeartbeatClient {
    return new HeartbeatClient(options.fetchApi);
  }

  private constructor(private readonly fetchApi: FetchApi) {}

  async getHeartbeats(options: HeartbeatsRequest = {}): Promise<HeartbeatList> {
    const { query, ...rest } = options;
    return this.get(`/heartbeats${toSearch(query)}`, isHeartbeatList, rest);
  }

  async getServers(
    options: ServersRequest = {},
  ): Promise<ServerList | undefined> {
    const { query, ...rest } = options;
    return this.getIfAny(`/servers${toSearch(query)}`, isServerList, rest);
  }

  async getEntityHeartbeats(
    entityRef: string,
    options?: HeartbeatRequestOptions,
  ): Promise<EntityHeartbeats> {
    const { kind, namespace, name } = parseEntityRef(entityRef);
    const path = [kind, namespace, name].map(encodeURIComponent).join('/');
    return this.get(`/entities/${path}`, isEntityHeartbeats, options);
  }

  async getTransitions(
    options: TransitionsRequest,
  ): Promise<TransitionList | undefined> {
    const { entityRef, limit, ...rest } = options;
    const search = toSearch({ entity: entityRef, limit });
    return this.getIfAny(`/transitions${search}`, isTransitionList, rest);
  }

  async getAvailability(
    entityRef: string,
    options?: HeartbeatRequestOptions,
  ): Promise<AvailabilityReport | undefined> {
    const search = toSearch({ entity: entityRef });
    return this.getIfAny(
      `/availability${search}`,
      isAvailabilityReport,
      options,
    );
  }

  async getTimeline(
    subjectId: string,
    options?: HeartbeatRequestOptions,
  ): Promise<TimelineReport | undefined> {
    const search = toSearch({ subject: subjectId });
    return this.getIfAny(`/timeline${search}`, isTimelineReport, options);
  }

  async getLatency(
    subjectId: string,
    options: HistoryRequest = {},
  ): Promise<LatencyReport | undefined> {
    const { window, ...rest } = options;
    const search = toSearch({ subject: subjectId, window });
    return this.getIfAny(`/latency${search}`, isLatencyReport, rest);
  }

  private async getIfAny<T>(
    path: string,
    isExpected: (body: unknown) => body is T,
    options?: HeartbeatRequestOptions,
  ): Promise<T | undefined> {
    try {
      return await this.get(path, isExpected, options);
    } catch (error) {
      if (error instanceof ResponseError && error.statusCode === 404) {
        return undefined;
      }
      throw error;
    }
  }

  private async get<T>(
    path: string,
    isExpected: (body: unknown) => body is T,
    options: HeartbeatRequestOptions = {},
  ): Promise<T> {
    const response = await this.fetchApi.fetch(`${BASE_URL}${path}`, {
      headers: { Accept: 'application/json' },
      signal: options.signal,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const isJson = response.headers
      .get('content-type')
      ?.includes('application/json');
    const body: unknown = isJson ? await response.json() : undefined;
    if (!isExpected(body)) {
      throw new Error(
        `The answer to ${path} is not one that this version of the heartbeat plugin can read; check that backstage-plugin-heartbeat and backstage-plugin-heartbeat-backend have the same version, and that no proxy answers in the backend's place`,
      );
    }
    return body;
  }
}
