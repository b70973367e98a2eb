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

import type { UnknownReason } from 'backstage-plugin-heartbeat-common';
import type { OverNews } from '../subjects/news';
import { countsOf, durationOf, timeOf, type Text } from '../subjects/words';

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
export function clusterOverText(cluster: string, news: OverNews): Text {
  return {
    title: `Cluster ${cluster} can be judged again`,
    description: `It took ${durationOf(
      news.afterMs,
    )}. Of the controllers that were silent then: ${countsOf('Alive', news)}.`,
    severity: 'normal',
    link: '/heartbeat',
  };
}
