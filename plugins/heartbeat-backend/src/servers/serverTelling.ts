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

import type { SharedCause } from '../subjects/news';
import type { StatusWithReason } from '../subjects/Subject';
import type { ToldKind } from '../subjects/SubjectKind';
import type { ObservedServer } from './ObservedServer';
import { blindnessOverText, blindnessText } from './blindnessText';
import type { ServerRegistry } from './serverRegistry';
import { isServerStatus, type ToldOfServer } from './serverStatus';
import { serverText } from './serverText';

/** Reasons of a backend that has just started, or of none that checks it. */
const OF_NO_SERVER = ['starting', 'not-checked'];

/** Reasons that one server has with many others. */
const SHARED = ['network-down', 'provider-unavailable', 'cluster-unavailable'];

/**
 * Servers, as people are told of them. What keeps many of them from being asked is
 * told once.
 *
 * @internal
 */
export function serverTelling(
  registry: ServerRegistry,
): ToldKind<ObservedServer, ToldOfServer> {
  return {
    topic: 'servers',
    worst: 'Down',
    verdictOf,
    causeOf,
    letterOf(server, news) {
      const { id, name, source, provider, status, sinceWallMs } = server;
      const { checks } = registry.transition(id)?.evidence ?? {};
      return {
        scope: id,
        metadata: {
          server: name,
          ...{ source, provider, status },
          since: new Date(sinceWallMs).toISOString(),
        },
        text: entities =>
          serverText({
            ...{ server, news, entities },
            checks: typeof checks === 'number' ? checks : undefined,
          }),
      };
    },
  };
}

function verdictOf({
  status,
  reason = '',
}: StatusWithReason): ToldOfServer | 'well' | undefined {
  if (!isServerStatus(status)) {
    return undefined;
  }
  switch (status) {
    case 'Down':
    case 'Degraded':
    case 'Stopped':
      return status;
    case 'Healthy':
      return 'well';
    case 'Unknown':
      return [...OF_NO_SERVER, ...SHARED].includes(reason) ? undefined : status;
    case 'Maintenance':
      return undefined;
  }
}

function causeOf(server: ObservedServer): SharedCause | undefined {
  const { status, reason, message = '', provider, cluster } = server;
  if (status !== 'Unknown' || !reason || !SHARED.includes(reason)) {
    return undefined;
  }
  const causes: Record<string, { key: string; where: string }> = {
    'network-down': { key: 'network', where: '' },
    'provider-unavailable': {
      key: `provider:${provider}`,
      where: ` by ${provider}`,
    },
  };
  const { key, where } = causes[reason] ?? {
    key: `cluster:${cluster}`,
    where: cluster === undefined ? '' : ` in cluster ${cluster}`,
  };
  return {
    scope: `servers:${key}`,
    topic: 'servers',
    metadata: { reason },
    statuses: ['Unknown'],
    text: news => blindnessText({ where, message, ...news }),
    overText: news => blindnessOverText({ where, ...news }),
  };
}
