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

import type { EmbeddedOpenStack } from '@internal/embedded-openstack';
import type { WorldClock } from '@internal/test-support';

/**
 * Lets Keystone fail again and again: while it does, tokens are good for nothing and
 * there are no new ones.
 *
 * @returns resolves when the signal aborts
 * @internal
 */
export async function outages(options: {
  openstack: EmbeddedOpenStack;
  wellMs: number;
  outMs: number;
  clock: WorldClock;
  signal: AbortSignal;
}): Promise<void> {
  const { openstack, wellMs, outMs, clock, signal } = options;
  while (!signal.aborted) {
    await clock.sleep(wellMs, signal);
    const outage = openstack.faults.add(
      { kind: 'unavailable' },
      { service: 'keystone' },
    );
    openstack.revokeTokens();
    await clock.sleep(outMs, signal);
    outage.remove();
  }
}
