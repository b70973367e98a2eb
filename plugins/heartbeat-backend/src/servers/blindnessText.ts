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

import type { OverNews } from '../subjects/news';
import { countsOf, durationOf, timeOf, type Text } from '../subjects/words';

/**
 * What a notification says about what keeps many servers from being asked. It names
 * none of them: it goes to the owners of all.
 *
 * @param news - `where`: which servers, e.g. ` in cluster demo`; all, if empty
 * @internal
 */
export function blindnessText(news: {
  where: string;
  count: number;
  sinceWallMs: number;
  /** Names the thing and the way out. */
  message: string;
}): Text {
  const { where, count, sinceWallMs, message } = news;
  const many =
    count === 1
      ? 'one server serves'
      : `${count} servers, some of them yours, serve`;
  return {
    title: `Servers cannot be checked${where}`,
    description: `Since ${timeOf(
      sinceWallMs,
    )} nobody can tell whether ${many}. ${message}`.trim(),
    severity: 'high',
    link: '/heartbeat?view=servers&status=Unknown',
  };
}

/**
 * What is said when that is over.
 *
 * @internal
 */
export function blindnessOverText(news: { where: string } & OverNews): Text {
  return {
    title: `Servers can be checked again${news.where}`,
    description: `It took ${durationOf(
      news.afterMs,
    )}. Of the servers concerned: ${countsOf('Healthy', news)}.`,
    severity: 'normal',
    link: '/heartbeat?view=servers',
  };
}
