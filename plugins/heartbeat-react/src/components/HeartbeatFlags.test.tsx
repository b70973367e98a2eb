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

import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import type { LeaseHeartbeat } from 'backstage-plugin-heartbeat-common';
import { HeartbeatFlags } from './HeartbeatFlags';

const heartbeat: LeaseHeartbeat = {
  id: 'demo/shop/orders',
  status: 'Alive',
  since: '2026-03-01T11:00:00.000Z',
  evidence: {},
  restarts: 7,
};

describe('HeartbeatFlags', () => {
  it('warns of one that restarts again and again, even while it is alive', async () => {
    renderInTestApp(
      <HeartbeatFlags heartbeat={{ ...heartbeat, isCrashLooping: true }} />,
    );

    expect(await screen.findByText('Crash looping')).toBeInTheDocument();
    expect(screen.queryByText('Flapping')).not.toBeInTheDocument();
  });

  it('warns of one that goes to and fro', async () => {
    renderInTestApp(
      <HeartbeatFlags heartbeat={{ ...heartbeat, isFlapping: true }} />,
    );

    expect(await screen.findByText('Flapping')).toBeInTheDocument();
    expect(screen.queryByText('Crash looping')).not.toBeInTheDocument();
  });
});
