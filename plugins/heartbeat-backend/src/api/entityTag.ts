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

import { createHash } from 'node:crypto';
import type { Moment } from '../time/moment';

/**
 * What is answered, for any moment: it is what stands now, with ages as of that
 * moment.
 *
 * @internal
 */
export interface Answer<T extends object> {
  /** How many items it has. */
  size: number;
  at(moment: Moment): T;
}

/** Any one will do, as long as it is always the same. */
const FIXED: Moment = { monotonicMs: 0, wallMs: 0 };

/**
 * The validator of an answer. It is another one if and only if the answer tells of
 * something else than that time has passed: it is made of the answer for a moment
 * that is always the same, so that an age in it stays what it is until what it is
 * the age of changes. A renewal makes another one, for a reader sees it.
 *
 * It is made of nothing but what the caller is told, so that it tells no more; and of
 * no counter, so that two backends never give one to different answers.
 *
 * @internal
 */
export function entityTag(answer: Answer<object>): string {
  const text = JSON.stringify(answer.at(FIXED));
  return `W/"${createHash('sha256').update(text).digest('base64url')}"`;
}
