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

import { z } from 'zod';
import { duration } from './duration';

/**
 * What is remembered.
 *
 * @internal
 */
export interface HistoryOptions {
  retentionMs: number;
}

/** A year, and a month to compare with the same one a year ago. */
const DEFAULT_RETENTION = { days: 400 };

/** The longest window of an availability; of less it would be wrong. */
const MIN_RETENTION_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * Reads `heartbeat.history`.
 *
 * @internal
 */
export const historyOptions = z
  .strictObject({
    retention: duration(MIN_RETENTION_MS).prefault(DEFAULT_RETENTION),
  })
  .prefault({})
  .transform(({ retention }): HistoryOptions => ({ retentionMs: retention }));
