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
  CheckReceipt,
  EntityHeartbeats,
  HeartbeatList,
  HeartbeatOperations,
  LatencyReport,
  ServerList,
  TimelineReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import type {
  CheckRequest,
  HeartbeatApi,
  HeartbeatRequestOptions,
  HeartbeatsRequest,
  HistoryRequest,
  ServersRequest,
  TransitionsRequest,
} from './HeartbeatApi';
import { OPERATIONS } from './generated/answers';
import { isAnswerTo, type ClientOperation } from './isAnswerTo';
import { toSearch } from './toSearch';

/** The backend's base, resolved by the fetch API of the portal. */
const BASE_URL = 'plugin://heartbeat';

/** What an operation of the OpenAPI document is asked. */
interface Question<Id extends ClientOperation> extends HeartbeatRequestOptions {
  /** What stands in its path. */
  path?: Record<string, string>;
  query?: HeartbeatOperations[Id]['query'];
}

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

  async getHeartbeats(options?: HeartbeatsRequest): Promise<HeartbeatList> {
    return this.ask('getHeartbeats', options);
  }

  async getServers(options?: ServersRequest): Promise<ServerList | undefined> {
    return this.askIfAny('getServers', options);
  }

  async getEntityHeartbeats(
    entityRef: string,
    options?: HeartbeatRequestOptions,
  ): Promise<EntityHeartbeats> {
    const path = { ...parseEntityRef(entityRef) };
    return this.ask('getEntityHeartbeats', { ...options, path });
  }

  async getTransitions(
    options: TransitionsRequest,
  ): Promise<TransitionList | undefined> {
    const { entityRef, limit, signal } = options;
    const query = { entity: entityRef, limit };
    return this.askIfAny('getTransitions', { query, signal });
  }

  async getAvailability(
    entityRef: string,
    options?: HeartbeatRequestOptions,
  ): Promise<AvailabilityReport | undefined> {
    const query = { entity: entityRef };
    return this.askIfAny('getAvailability', { ...options, query });
  }

  async getTimeline(
    subjectId: string,
    options?: HeartbeatRequestOptions,
  ): Promise<TimelineReport | undefined> {
    const query = { subject: subjectId };
    return this.askIfAny('getTimeline', { ...options, query });
  }

  async getLatency(
    subjectId: string,
    options: HistoryRequest = {},
  ): Promise<LatencyReport | undefined> {
    const { window, signal } = options;
    const query = { subject: subjectId, window };
    return this.askIfAny('getLatency', { query, signal });
  }

  async checkServers(options: CheckRequest = {}): Promise<CheckReceipt> {
    const { subjectId, signal } = options;
    const query = { subject: subjectId };
    return this.ask('checkServers', { query, signal });
  }

  private async askIfAny<Id extends ClientOperation>(
    operationId: Id,
    question?: Question<Id>,
  ): Promise<HeartbeatOperations[Id]['answer'] | undefined> {
    try {
      return await this.ask(operationId, question);
    } catch (error) {
      if (error instanceof ResponseError && error.statusCode === 404) {
        return undefined;
      }
      throw error;
    }
  }

  private async ask<Id extends ClientOperation>(
    operationId: Id,
    question: Question<Id> = {},
  ): Promise<HeartbeatOperations[Id]['answer']> {
    const { path: places = {}, query, signal } = question;
    const { method, path: template }: { method: string; path: string } =
      OPERATIONS[operationId];
    const path =
      template.replace(/\{(\w+)\}/g, (_, name) =>
        encodeURIComponent(places[name]),
      ) + toSearch(query);
    const response = await this.fetchApi.fetch(`${BASE_URL}${path}`, {
      method,
      headers: { Accept: 'application/json' },
      signal,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const isJson = response.headers
      .get('content-type')
      ?.includes('application/json');
    const body: unknown = isJson ? await response.json() : undefined;
    if (!isAnswerTo(operationId, body)) {
      throw new Error(
        `The answer to ${path} is not one that this version of the heartbeat plugin can read; check that backstage-plugin-heartbeat and backstage-plugin-heartbeat-backend have the same version, and that no proxy answers in the backend's place`,
      );
    }
    return body;
  }
}
