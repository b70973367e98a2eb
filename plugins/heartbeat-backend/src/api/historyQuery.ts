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
  LIVENESS_STATUSES,
  SERVER_STATUSES,
} from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';
import { entityRef, once, oneOf, several, wholeNumber } from './queryOf';

const HOUR_MS = 60 * 60 * 1_000;

/** What the screen offers, and what people put into agreements. */
const DEFAULT_WINDOWS = ['24h', '7d', '30d', '90d'];

/** Longer than any history is kept. */
const MAX_WINDOW_HOURS = 24 * 366;

/** Enough for the controllers and servers of one entity. */
const MAX_SUBJECTS = 50;

const MAX_TRANSITIONS = 1_000;
const DEFAULT_TRANSITIONS = 100;
const MAX_SEGMENTS = 1_000;
const DEFAULT_SEGMENTS = 90;

const windowMs = z.string().transform((text, context) => {
  const [, count, unit] = /^([1-9]\d{0,4})([hd])$/.exec(text) ?? [];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  if (unit === undefined || hours > MAX_WINDOW_HOURS) {
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(text)}: not a length of time as 24h or 7d`,
    });
    return z.NEVER;
  }
  return hours * HOUR_MS;
});

const time = once.pipe(
  z.iso
    .datetime({ offset: true, error: 'is not a time as 2026-01-31T12:00:00Z' })
    .transform(text => new Date(text)),
);

const subjects = several.max(
  MAX_SUBJECTS,
  `has more than ${MAX_SUBJECTS} values`,
);

/** Of controllers and of servers. */
const STATUSES = [...new Set([...LIVENESS_STATUSES, ...SERVER_STATUSES])];

/** `GET /v1/transitions`. */
export const transitionsQuery = z.strictObject({
  subject: subjects.optional(),
  entity: once.pipe(entityRef('component')).optional(),
  status: several.pipe(z.array(oneOf(STATUSES))).optional(),
  from: time.optional(),
  to: time.optional(),
  limit: wholeNumber(1, MAX_TRANSITIONS)
    .optional()
    .default(DEFAULT_TRANSITIONS),
  cursor: once.optional(),
});

/** `GET /v1/availability`. */
export const availabilityQuery = z.strictObject({
  subject: subjects.optional(),
  entity: once.pipe(entityRef('component')).optional(),
  window: z
    .array(z.string())
    .max(
      DEFAULT_WINDOWS.length,
      `has more than ${DEFAULT_WINDOWS.length} values`,
    )
    .default(DEFAULT_WINDOWS)
    .pipe(z.array(windowMs)),
});

/** A day, unless told otherwise. */
const oneWindow = once
  .pipe(windowMs)
  .optional()
  .default(24 * HOUR_MS);

/** `GET /v1/latency`. */
export const latencyQuery = z.strictObject({
  subject: once,
  window: oneWindow,
});

/** `GET /v1/timeline`. */
export const timelineQuery = z.strictObject({
  subject: once,
  window: oneWindow,
  to: time.optional(),
  segments: wholeNumber(1, MAX_SEGMENTS).optional().default(DEFAULT_SEGMENTS),
});
