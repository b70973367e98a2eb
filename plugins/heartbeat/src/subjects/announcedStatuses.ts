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

import { lookOfStatus, type Translate } from 'backstage-plugin-heartbeat-react';
import type {
  AnnouncedStatus,
  Subject,
  SubjectAnswer,
  SubjectScreens,
} from './SubjectScreens';

/** All of a subject whose status may change: its own, and those of its parts. */
export function announcedStatuses<
  T extends Subject,
  L extends SubjectAnswer<T>,
>(t: Translate, screens: SubjectScreens<T, L>, subject: T): AnnouncedStatus[] {
  const { id, status } = subject;
  const { words, looks, name, parts } = screens;
  return [
    {
      id,
      status,
      became: () =>
        words.became(t, name(t, subject), lookOfStatus(looks, status).word(t)),
    },
    ...(parts?.(t, subject) ?? []),
  ];
}
