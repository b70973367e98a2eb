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

import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { ServerMetrics } from './ServerMetrics';

const attributes = {
  state: 'running',
  region_id: 'west',
  region_name: 'The-west',
  flavor_id: '',
  flavor_name: '',
};

function setUp() {
  let collect: (result: { observe: jest.Mock }) => void = () => {};
  const metrics: Partial<MetricsService> = {
    createHistogram: () => ({ record: () => {} }),
    createObservableGauge: () => ({
      addCallback: (callback: unknown) => {
        collect = callback as typeof collect;
      },
      removeCallback: () => {},
    }),
  };
  let nowMs = 0;
  return {
    servers: new ServerMetrics({
      metrics: metrics as MetricsService,
      monotonicMs: () => nowMs,
    }),
    pass: (minutes: number) => {
      nowMs += minutes * 60_000;
    },
    read: () => {
      const observe = jest.fn();
      collect({ observe });
      return observe.mock.calls.map(([count]) => count);
    },
  };
}

describe('the gauge [M22]', () => {
  it('sums up what several places have of the same attributes', () => {
    const { servers, read } = setUp();
    servers.replace('a', [attributes, attributes]);
    servers.replace('b', [attributes]);
    expect(read()).toEqual([3]);
  });

  it('keeps what it has of a region whose polls fail', () => {
    const { servers, pass, read } = setUp();
    servers.replace('a', [attributes]);
    for (let i = 0; i < 10; i += 1) {
      pass(5);
      servers.begin('a');
    }
    expect(read()).toEqual([1]);
  });

  it('forgets a region that another replica polls', () => {
    const { servers, pass, read } = setUp();
    servers.replace('a', [attributes]);
    expect(read()).toEqual([1]);
    pass(16);
    expect(read()).toEqual([0]);
  });
});
