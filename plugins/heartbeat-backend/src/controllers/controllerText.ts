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

import {
  readableHolder,
  type HeartbeatEntity,
  type LeaseStop,
} from 'backstage-plugin-heartbeat-common';
import type { News } from '../subjects/news';
import {
  durationOf,
  entityPath,
  listOf,
  timeOf,
  titleOf,
  type Text,
} from '../subjects/words';
import { marginMsOf } from './liveness';
import type { ToldOfController } from './livenessStatus';
import type { ObservedController } from './ObservedController';

/**
 * What a notification calls a controller.
 *
 * @internal
 */
export function nameOf({ best }: ObservedController): string {
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

function lastHeard({ best, sinceWallMs }: ObservedController): string {
  return best.lastBeat
    ? `no heartbeat since ${timeOf(best.lastBeat.wallMs)}`
    : `no heartbeat was seen, and it counts as dead since ${timeOf(
        sinceWallMs,
      )}`;
}

function evidence(controller: ObservedController): string {
  const { best, replicas = [] } = controller;
  const { usualGapMs, durationMs } = best;
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
          durationMs + (marginMsOf(best) ?? 0),
        )} without a renewal this controller counts as dead.`;
  return `How we know: ${which} ${usual}.${limit}`;
}

function runsAs({ best }: ObservedController): string {
  const { holder } = best.record;
  return holder ? ` It runs as ${readableHolder(holder)}.` : '';
}

function words(
  controller: ObservedController,
  news: News<ToldOfController>,
  entities: HeartbeatEntity[],
): Text {
  const name = `Controller ${nameOf(controller)}`;
  const { best } = controller;
  const since = timeOf(controller.sinceWallMs);
  const where = `in cluster ${best.record.ref.cluster}`;
  switch (news.kind) {
    case 'status':
      return statusWords(controller, news.status, entities);
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
    case 'over':
      return {
        title: `${name} is ${
          news.was === 'Stopped' ? 'running' : 'alive'
        } again`,
        description: `Its heartbeat is back ${where} since ${since}; it was away for ${durationOf(
          news.afterMs,
        )}.${runsAs(controller)}`,
        severity: 'normal',
      };
  }
}

function isCleanStop(by: LeaseStop | undefined): boolean {
  return by === undefined || by === 'released' || by === 'deleted';
}

function stopWords(controller: ObservedController): string {
  const lease = leaseOf(controller);
  const by = controller.best.stop?.by ?? 'released';
  switch (by) {
    case 'released':
      return `It gave up its ${lease}, as a controller does that is stopped on purpose.`;
    case 'deleted':
      return `Its ${lease} was deleted while it was renewed, as by a controller that is stopped on purpose.`;
    case 'removed':
      return `Its ${lease} was deleted when it was not renewed any more.`;
    case 'namespace-deleted':
      return `Its ${lease} was deleted with its namespace.`;
    case 'node-deleted':
      return `The node of its ${lease} is not there any more.`;
    case 'label-lost':
      return `Its ${lease} has lost the label by which it was found.`;
  }
}

function statusWords(
  controller: ObservedController,
  status: ToldOfController,
  entities: HeartbeatEntity[],
): Text {
  const name = `Controller ${nameOf(controller)}`;
  const { best } = controller;
  const since = timeOf(controller.sinceWallMs);
  switch (status) {
    case 'Stopped':
      return {
        title: `${name} was ${
          isCleanStop(best.stop?.by) ? 'shut down' : 'removed'
        }`,
        description: `${consequence(entities)} since ${since}. ${stopWords(
          controller,
        )}`,
        severity: 'low',
      };
    case 'Unknown':
      return {
        title: `${name} cannot be judged`,
        description: `Whether it is alive is unknown since ${since}. ${
          best.unknown?.message ?? ''
        }`.trim(),
        severity: 'high',
      };
    case 'Dead':
      if (best.stop) {
        return {
          title: best.stop.isRepeated
            ? `${name} goes down again and again`
            : `Nobody leads controller ${nameOf(controller)}`,
          description: `${consequence(entities)}: ${leaseOf(
            controller,
          )} was given up ${
            best.stop.isRepeated ? 'once more ' : ''
          }and nobody has taken it until ${since}. What you see of that may be out of date.`,
          severity: 'critical',
        };
      }
      return {
        title: `${name} is dead`,
        description: `${consequence(entities)}: ${lastHeard(
          controller,
        )}. What you see of that may be out of date. ${evidence(controller)}`,
        severity: 'critical',
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
  news: News<ToldOfController>,
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
