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
import type {
  AvailabilityReport,
  CheckReceipt,
  EntityHeartbeats,
  HeartbeatList,
  LatencyReport,
  ServerList,
  TimelineReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import type {
  CheckRequest,
  HeartbeatApi,
  ServersRequest,
  TransitionsRequest,
} from 'backstage-plugin-heartbeat-react';
import { alive, late } from './heartbeats';
import { availabilityOf, timelineOf, transitionsOf } from './history';
import { latencyOf } from './latency';
import { answer, scenarios } from './scenarios';
import { entityServers, serverScenarios } from './serverScenarios';

/** After this many answers the scenario "stale" fails for ever. */
const ANSWERS_BEFORE_STALE = 1;

/** Plays the scenario named by an entity, or by `?scenario=` for the page. */
export class ScriptedHeartbeatApi implements HeartbeatApi {
  private staleAnswers = new Map<string, number>();

  async getHeartbeats(): Promise<HeartbeatList> {
    const params = new URLSearchParams(window.location.search);
    return this.play(params.get('scenario') ?? 'everything', 'page');
  }

  async getEntityHeartbeats(entityRef: string): Promise<EntityHeartbeats> {
    const { name } = parseEntityRef(entityRef);
    const servers = entityServers[name]?.();
    const list =
      servers && !scenarios[name] && name !== 'stale'
        ? answer([])
        : await this.play(name, entityRef);
    return { ...list, entityRef, servers };
  }

  async getServers({ query = {} }: ServersRequest = {}): Promise<
    ServerList | undefined
  > {
    const params = new URLSearchParams(window.location.search);
    const scenario = params.get('scenario') ?? 'everything';
    if (scenario === 'stale') {
      await this.play(scenario, 'servers');
    }
    const list = await (
      serverScenarios[scenario] ?? serverScenarios.everything
    )();
    return list && { ...list, items: list.items.slice(0, query.limit) };
  }

  async getTransitions({
    entityRef,
    limit = 100,
  }: TransitionsRequest): Promise<TransitionList | undefined> {
    const { name } = parseEntityRef(entityRef);
    if (name === 'stopped') {
      throw new Error('Failed to fetch');
    }
    return transitionsOf(name, limit);
  }

  async getAvailability(entityRef: string): Promise<AvailabilityReport> {
    const { items, servers = [] } = await this.getEntityHeartbeats(entityRef);
    return availabilityOf(
      entityRef,
      [...items, ...servers].map(({ id }) => id),
    );
  }

  async getTimeline(subjectId: string): Promise<TimelineReport | undefined> {
    if (subjectId.includes('image-updater')) {
      throw new Error('Failed to fetch');
    }
    return timelineOf(subjectId);
  }

  async getLatency(subjectId: string): Promise<LatencyReport | undefined> {
    if (subjectId.endsWith('/search')) {
      throw new Error('Failed to fetch');
    }
    return latencyOf(subjectId);
  }

  async checkServers({ subjectId }: CheckRequest = {}): Promise<CheckReceipt> {
    if (subjectId?.endsWith('/search')) {
      throw new Error('Failed to fetch');
    }
    const requestedAt = new Date().toISOString();
    return { requestedAt, requested: 1, skipped: 0 };
  }

  private async play(scenario: string, viewer: string) {
    if (scenario === 'stale') {
      const answers = this.staleAnswers.get(viewer) ?? 0;
      this.staleAnswers.set(viewer, answers + 1);
      if (answers >= ANSWERS_BEFORE_STALE) {
        throw new Error('Failed to fetch');
      }
      return answer([late(), alive()]);
    }
    const script = scenarios[scenario];
    if (!script) {
      throw new Error(`No scenario is called "${scenario}"`);
    }
    return script();
  }
}
