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

import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { metrics, type MeterProvider } from '@opentelemetry/api';
import { systemClock } from '../time/clock';
import { withDeadline } from '../time/withDeadline';

/** An end may take this long for the sake of metrics, and no longer (statement M7). */
const LONGEST_MS = 5_000;

/** What OpenTelemetry's SDK has beyond its API; without an SDK there is nothing to export. */
interface FlushableProvider extends MeterProvider {
  forceFlush(): Promise<void>;
}

/**
 * Has all that was measured so far exported, as a shutdown needs it: an exporter that
 * pushes would take the last minute with it. One that cannot, or does not answer
 * within `longestMs`, is logged and never fails the shutdown.
 *
 * @internal
 */
export async function flushMetrics(
  logger: LoggerService,
  longestMs = LONGEST_MS,
): Promise<void> {
  const provider = metrics.getMeterProvider();
  if (!isFlushable(provider)) {
    return;
  }
  try {
    await withDeadline(() => provider.forceFlush(), {
      clock: systemClock,
      ms: longestMs,
      late: `not done within ${longestMs / 1000} s`,
    });
  } catch (error) {
    logger.warn(
      `The last metrics may not have been exported: ${toError(error).message}`,
    );
  }
}

function isFlushable(provider: MeterProvider): provider is FlushableProvider {
  return typeof Reflect.get(provider, 'forceFlush') === 'function';
}
