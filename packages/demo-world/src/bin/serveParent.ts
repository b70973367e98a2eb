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

/**
 * Runs a service for the process that started this one: tells it how to reach
 * the service, or why there is none, and ends with it.
 *
 * @internal
 */
export function serveParent(
  start: () => Promise<{
    ready: Record<string, unknown>;
    stop: () => Promise<void>;
  }>,
) {
  const service = start();

  const end = async () => {
    const { stop } = await service;
    await stop();
    process.exit(0);
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);

  service.then(
    ({ ready }) => process.send?.({ type: 'ready', ...ready }),
    error => {
      const why = error instanceof Error ? error.message : String(error);
      process.send?.({ type: 'refused', why }, () => process.exit(1));
    },
  );
}
