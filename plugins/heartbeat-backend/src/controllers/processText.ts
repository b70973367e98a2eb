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

import type { HeartbeatEntity } from 'backstage-plugin-heartbeat-common';
import {
  durationOf,
  entityPath,
  listOf,
  timeOf,
  titleOf,
  type Text,
} from '../subjects/words';
import { nameOf } from './controllerText';
import type { ObservedController } from './ObservedController';

/** The notifications page shows few lines; the list of controllers has the rest. */
const MAX_NAMES = 10;

/**
 * What a notification says to the owner of several controllers whose Leases one process
 * renewed, and that died with it.
 *
 * @internal
 */
export function processText(news: {
  cluster: string;
  /** Its holder's identity, but for what is the process' own. */
  process: string;
  members: Array<{ subject: ObservedController; entities: HeartbeatEntity[] }>;
}): Text {
  const { cluster, process, members } = news;
  const entities = [
    ...new Map(
      members.flatMap(member =>
        member.entities.map(entity => [entity.entityRef, entity] as const),
      ),
    ).values(),
  ];
  const sinceWallMs = Math.min(
    ...members.map(({ subject }) => subject.sinceWallMs),
  );
  const what =
    entities.length > 0
      ? `What they do for ${shortList(entities.map(titleOf))} stands still`
      : 'What they look after stands still';
  return {
    title:
      members.length === 1
        ? `Controller ${nameOf(members[0].subject)} is dead`
        : `${members.length} controllers are dead, as one process is`,
    description: `${what} since ${timeOf(
      sinceWallMs,
    )}: ${process} in cluster ${cluster} renews none of its Leases any more. Its controllers: ${shortList(
      members.map(({ subject }) => nameOf(subject)),
    )}.`,
    severity: 'critical',
    link:
      entities.length > 0
        ? entityPath(entities[0].entityRef)
        : '/heartbeat?status=Dead',
  };
}

/**
 * What is said when all of them are alive again, or gone.
 *
 * @internal
 */
export function processOverText(
  process: string,
  { count, afterMs }: { count: number; afterMs: number },
): Text {
  return {
    title: `None of the ${count} controllers of ${process} is dead any more`,
    description: `They are alive again, or were removed. It took ${durationOf(
      afterMs,
    )}.`,
    severity: 'normal',
    link: '/heartbeat',
  };
}

function shortList(names: string[]): string {
  const rest = names.length - MAX_NAMES;
  return rest > 0
    ? `${names.slice(0, MAX_NAMES).join(', ')} and ${rest} more`
    : listOf(names);
}
