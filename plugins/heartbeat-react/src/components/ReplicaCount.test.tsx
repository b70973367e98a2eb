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
import type {
  Heartbeat,
  LivenessStatus,
} from 'backstage-plugin-heartbeat-common';
import { ReplicaCount } from './ReplicaCount';

const base: Heartbeat = {
  id: 'demo/orders/replicas/orders',
  controller: 'orders',
  status: 'Alive',
  since: '2026-03-01T12:00:00.000Z',
  restarts: 0,
  entities: [],
  evidence: {},
};

function show(...statuses: LivenessStatus[]) {
  const replicas = statuses.map((status, number) => ({
    ...base,
    id: `demo/orders/orders-${number}`,
    status,
  }));
  renderInTestApp(<ReplicaCount heartbeat={{ ...base, replicas }} />);
}

describe('ReplicaCount', () => {
  it('warns where a replica died', () => {
    show('Alive', 'Dead');

    const note = screen.getByText('1 of 2 replicas alive');
    expect(note.querySelector('svg')).toHaveAttribute('aria-hidden', 'true');
  });

  it('does not warn where all are alive, one of them a little late', () => {
    show('Alive', 'Late');

    const note = screen.getByText('2 of 2 replicas alive');
    expect(note.querySelector('svg')).toBeNull();
  });

  it('does not count one that was shut down', () => {
    show('Alive', 'Alive', 'Stopped');

    expect(screen.getByText('2 of 2 replicas alive')).toBeInTheDocument();
  });

  it('never lets a replica that cannot be seen pass for a dead one', () => {
    show('Alive', 'Unknown');

    const note = screen.getByText('1 of 2 replicas alive, 1 unknown');
    expect(note.querySelector('svg')).toBeNull();
  });

  it.each([
    ['no replicas', []],
    ['one replica', ['Alive']],
    ['one that is left', ['Dead', 'Stopped']],
  ] as [string, LivenessStatus[]][])('says nothing of %s', (_, statuses) => {
    show(...statuses);

    expect(screen.queryByText(/replica/)).not.toBeInTheDocument();
  });
});
