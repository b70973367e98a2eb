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

/**
 * What is measured beside what always is.
 *
 * @internal
 */
export interface MetricsOptions {
  /** Whether each controller has a status and an age of its own. */
  perController: boolean;
  /** Whether each server has series of its own. */
  perServer: boolean;
}

/**
 * Reads `heartbeat.metrics`. Off where nothing else is said: ten thousand
 * controllers or servers would be ten thousand time series, which somebody has to
 * pay for.
 *
 * @internal
 */
export const metricsOptions = z
  .strictObject({
    perController: z.boolean().default(false),
    perServer: z.boolean().default(false),
  })
  .prefault({});
