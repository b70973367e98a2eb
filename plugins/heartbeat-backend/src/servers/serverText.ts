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
import type { News } from '../subjects/news';
import {
  durationOf,
  entityPath,
  listOf,
  timeOf,
  titleOf,
  type Text,
} from '../subjects/words';
import type { ObservedServer } from './ObservedServer';
import type { ToldOfServer } from './serverStatus';

/** What a notification is written from. */
interface ServerStory {
  server: ObservedServer;
  news: News<ToldOfServer>;
  /** How many checks in a row brought its status about, where that is known. */
  checks?: number;
  entities: HeartbeatEntity[];
}

/** The notifications page shows the first hundred characters: what it means for the reader comes first. */
function need(entities: HeartbeatEntity[]): string {
  const verb = entities.length > 1 ? 'need' : 'needs';
  return entities.length > 0
    ? `What ${listOf(entities.map(titleOf))} ${verb} it for`
    : 'What it is needed for';
}

/** What the check saw, as a sentence. */
function seen({ message }: ObservedServer): string {
  return message === undefined || /[.!?]$/.test(message)
    ? message ?? ''
    : `${message}.`;
}

function evidence({ server, checks }: ServerStory): string {
  const { provider, target } = server;
  const failed =
    checks === undefined || checks === 1
      ? 'a check failed'
      : `${checks} checks in a row failed`;
  return `How we know: ${failed}, by ${provider} at ${target}.`;
}

function sentences(...parts: string[]): string {
  return parts.filter(part => part !== '').join(' ');
}

function lower(status: string): string {
  return status.toLocaleLowerCase('en-US');
}

function words(story: ServerStory): Text {
  const { server, news, entities } = story;
  const { title = server.name, status } = server;
  const name = `Server ${title}`;
  const since = timeOf(server.sinceWallMs);
  switch (news.kind) {
    case 'status':
      return statusWords(story, news.status);
    case 'flapping':
      return {
        title: `${name} keeps failing and coming back`,
        description: `${need(
          entities,
        )} fails again and again. You are not told of each time; the next message comes when it has settled.`,
        severity: 'high',
      };
    case 'settled':
      return {
        title: `${name} has settled`,
        description: `It has not failed again and is ${lower(
          status,
        )} since ${since}.`,
        severity: 'normal',
      };
    case 'over':
      return {
        title: `${name} ${again(status, news.was)}`,
        description: `It is ${lower(
          status,
        )} since ${since}. It took ${durationOf(news.afterMs)} until then.`,
        severity: 'normal',
      };
  }
}

function statusWords(story: ServerStory, status: ToldOfServer): Text {
  const { server, entities } = story;
  const { title = server.name, lastKnown } = server;
  const name = `Server ${title}`;
  const since = timeOf(server.sinceWallMs);
  switch (status) {
    case 'Degraded':
      return {
        title: `${name} is degraded`,
        description: sentences(
          `${need(entities)} works, but not as it should since ${since}.`,
          seen(server),
          evidence(story),
        ),
        severity: 'high',
      };
    case 'Stopped':
      return {
        title: `${name} is out of service`,
        description: sentences(
          `${need(entities)} is not there since ${since}, on purpose.`,
          seen(server),
        ),
        severity: 'low',
      };
    case 'Unknown':
      return {
        title: `${name} cannot be judged`,
        description: sentences(
          `Whether it serves is unknown since ${since}.`,
          seen(server),
          lastKnown === undefined
            ? ''
            : `Before that it was ${lower(lastKnown)}.`,
        ),
        severity: 'high',
      };
    case 'Down':
      return {
        title: `${name} is down`,
        description: sentences(
          `${need(entities)} does not work since ${since}.`,
          seen(server),
          evidence(story),
        ),
        severity: 'critical',
      };
  }
}

/** One may be told to be over although not all is well, where nobody is told of that. */
function again(status: string, was: string): string {
  if (status === 'Degraded') {
    return 'serves again, but is degraded';
  }
  return was === 'Stopped' ? 'is in service again' : 'is healthy again';
}

/**
 * What a notification about a server says to the owner of these entities; to
 * somebody who owns none of them where there are none.
 *
 * @internal
 */
export function serverText(story: ServerStory): Text {
  const { server, entities } = story;
  return {
    ...words(story),
    link:
      entities.length > 0
        ? entityPath(entities[0].entityRef)
        : `/heartbeat?view=servers&open=${encodeURIComponent(server.id)}`,
  };
}
