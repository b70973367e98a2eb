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
import type { NotificationPayload } from '@backstage/plugin-notifications-common';
import {
  readableHolder,
  type HeartbeatEntity,
  type ObservedController,
  type UnknownReason,
} from 'backstage-plugin-heartbeat-common';

/** The words of a notification, and where its link leads. */
type Text = Pick<
  NotificationPayload,
  'title' | 'description' | 'severity' | 'link'
>;

/**
 * What is told of one controller.
 *
 * @internal
 */
export type ControllerNews =
  | { kind: 'dead' | 'stopped' | 'invalid-lease' | 'flapping' | 'settled' }
  | { kind: 'alive-again' | 'running-again'; afterMs: number };

/**
 * What is told of a cluster that most controllers fell silent in, or that cannot
 * be seen.
 *
 * @internal
 */
export interface ClusterNews {
  cluster: string;
  reason: UnknownReason;
  /** How many controllers of the cluster it silenced. */
  count: number;
  sinceWallMs: number;
  /** Names the thing and the way out. */
  message: string;
}

const DAY_TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
});

/** A notification may be read days later, anywhere. */
function timeOf(wallMs: number): string {
  return `${DAY_TIME.format(wallMs)} UTC`;
}

/** `45 s`, `3 min 5 s`, `2 h 10 min`. */
function durationOf(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  const units = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

function listOf(names: string[]): string {
  return names.length > 1
    ? `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
    : names[0];
}

function titleOf({ title, entityRef }: HeartbeatEntity): string {
  return title ?? parseEntityRef(entityRef).name;
}

function nameOf({ best }: ObservedController): string {
  return best.record.controller || 'without a name';
}

function leaseOf({ best }: ObservedController): string {
  const { cluster, namespace, name } = best.record.ref;
  return `Lease ${namespace}/${name} in cluster ${cluster}`;
}

/** The notifications page shows the first hundred characters: what it means for the reader comes first. */
function consequence(entities: HeartbeatEntity[]): string {
  return entities.length > 0
    ? `What it does for ${listOf(entities.map(titleOf))} stands still`
    : 'What it looks after stands still';
}

function lastHeard({ best }: ObservedController): string {
  return best.lastBeat
    ? `no heartbeat since ${timeOf(best.lastBeat.wallMs)}`
    : `no heartbeat was seen, and it counts as dead since ${timeOf(
        best.sinceWallMs,
      )}`;
}

function evidence(controller: ObservedController): string {
  const { best, replicas = [] } = controller;
  const { usualGapMs, durationMs, marginMs } = best;
  const which =
    replicas.length > 1
      ? `none of its ${
          replicas.length
        } replicas renews its Lease any more; the last one, ${leaseOf(
          controller,
        )},`
      : `its ${leaseOf(controller)}`;
  const usual =
    usualGapMs === undefined
      ? 'is not renewed any more'
      : `was renewed about every ${durationOf(usualGapMs)} and is not any more`;
  const limit =
    durationMs === undefined
      ? ''
      : ` After ${durationOf(
          durationMs + marginMs,
        )} without a renewal this controller counts as dead.`;
  return `How we know: ${which} ${usual}.${limit}`;
}

function runsAs({ best }: ObservedController): string {
  const { holder } = best.record;
  return holder ? ` It runs as ${readableHolder(holder)}.` : '';
}

function words(
  controller: ObservedController,
  news: ControllerNews,
  entities: HeartbeatEntity[],
): Text {
  const name = `Controller ${nameOf(controller)}`;
  const { best } = controller;
  const since = timeOf(best.sinceWallMs);
  const where = `in cluster ${best.record.ref.cluster}`;
  switch (news.kind) {
    case 'dead':
      return {
        title: `${name} is dead`,
        description: `${consequence(entities)}: ${lastHeard(
          controller,
        )}. What you see of that may be out of date. ${evidence(controller)}`,
        severity: 'critical',
      };
    case 'stopped':
      return {
        title: `${name} was shut down`,
        description: `${consequence(
          entities,
        )} since ${since}. It gave up its ${leaseOf(
          controller,
        )}, as a controller does that is stopped on purpose.`,
        severity: 'low',
      };
    case 'invalid-lease':
      return {
        title: `${name} cannot be judged`,
        description: `Whether it is alive is unknown since ${since}. ${
          best.unknown?.message ?? ''
        }`.trim(),
        severity: 'high',
      };
    case 'flapping':
      return {
        title: `${name} keeps dying and coming back`,
        description: `${consequence(
          entities,
        )} again and again: something ends it ${where}, and it comes back. You are not told of each time; the next message comes when it has settled.`,
        severity: 'high',
      };
    case 'settled':
      return {
        title: `${name} has settled`,
        description: `It has not died again ${where} and is alive since ${since}.${runsAs(
          controller,
        )}`,
        severity: 'normal',
      };
    default:
      return {
        title: `${name} is ${
          news.kind === 'alive-again' ? 'alive' : 'running'
        } again`,
        description: `Its heartbeat is back ${where} since ${since}; it was away for ${durationOf(
          news.afterMs,
        )}.${runsAs(controller)}`,
        severity: 'normal',
      };
  }
}

/**
 * What a notification about a controller says to the owner of these entities; to
 * somebody who owns none of them where there are none.
 *
 * @internal
 */
export function controllerText(
  controller: ObservedController,
  news: ControllerNews,
  entities: HeartbeatEntity[],
): Text {
  return {
    ...words(controller, news, entities),
    link:
      entities.length > 0
        ? entityPath(entities[0].entityRef)
        : `/heartbeat?open=${encodeURIComponent(controller.id)}`,
  };
}

/**
 * What a notification about a cluster says. It names no controllers: it goes to the
 * owners of all of them.
 *
 * @internal
 */
export function clusterText(news: ClusterNews): Text {
  const { cluster, reason, count, sinceWallMs, message } = news;
  const link = `/heartbeat?status=Unknown`;
  const many = count === 1 ? 'one controller' : `${count} controllers`;
  const since = timeOf(sinceWallMs);
  return reason === 'disruption'
    ? {
        title: `Most controllers in cluster ${cluster} fell silent together`,
        description: `${
          count === 1 ? 'One controller has' : `${count} controllers have`
        } not been heard of since about ${since}. So many at once have one cause, such as the API server, the network or a node pool, so they are not called dead one by one. Look at the cluster first; if some of them stay silent when the others are back, you are told of each of yours.`,
        severity: 'critical',
        link,
      }
    : {
        title: `Cluster ${cluster} cannot be observed`,
        description: `Since ${since} nobody can tell whether ${many} there, some of them yours, are alive. ${message}`,
        severity: 'high',
        link,
      };
}

/**
 * What is said when that is over.
 *
 * @internal
 */
export function clusterOverText(news: {
  cluster: string;
  alive: number;
  /** What became of the others, by status. */
  others: Array<[status: string, count: number]>;
  afterMs: number;
}): Text {
  const { cluster, alive, others, afterMs } = news;
  const counts = [[`alive`, alive] as const, ...others]
    .map(([status, count]) => `${count} ${status.toLocaleLowerCase('en-US')}`)
    .join(', ');
  return {
    title: `Cluster ${cluster} can be judged again`,
    description: `It took ${durationOf(
      afterMs,
    )}. Of the controllers that were silent then: ${counts}.`,
    severity: 'normal',
    link: '/heartbeat',
  };
}

/** Where the catalog's own plugin has the page of an entity. */
function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return `/catalog/${[namespace, kind, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/')}`;
}
