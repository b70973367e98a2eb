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

import { mockServices } from '@backstage/backend-test-utils';
import { createKubernetesCluster } from 'backstage-plugin-heartbeat-node';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { eventually } from '@internal/test-support';
import { CuttingProxy, type Cut } from '../../__testUtils__/CuttingProxy';
import { systemClock } from '../../time/clock';
import { LeaseObserver } from './LeaseObserver';
import { selectionsOf } from './selection';

jest.setTimeout(40_000);

/** In these tests a second is over so soon: what a proxy does in minutes takes seconds. */
const SECOND_MS = 20;

const USUAL_SECONDS = 240;

/** Of the observer, for which a second is a second. */
const clock = {
  ...systemClock,
  monotonicMs: () => (performance.now() / SECOND_MS) * 1000,
};

let api: EmbeddedKubernetes;
let proxy: CuttingProxy;
let stop: AbortController;
let running: Promise<void> = Promise.resolve();

beforeAll(async () => {
  api = await EmbeddedKubernetes.start();
});

beforeEach(async () => {
  proxy = await CuttingProxy.start({ target: api.url, secondMs: SECOND_MS });
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await running;
  await proxy.stop();
});

afterAll(() => api.stop());

/** Observes through the proxy, and keeps what was told, in words. */
function observe() {
  const told: string[] = [];
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const token = api.access.issueToken('admin');
  const observer = new LeaseObserver({
    scope: {
      cluster: createKubernetesCluster({
        name: 'demo',
        connect: async () => ({
          server: proxy.url,
          headers: { Authorization: `Bearer ${token}` },
        }),
      }),
      selection: selectionsOf({ type: 'label', label: 'orders' })[0],
    },
    clock,
    logger,
    listener: {
      onList: () => told.push('list'),
      onChange: ({ holder }) => told.push(`change by ${holder}`),
      onDelete: () => {},
      onWhereabouts: () => {},
      onNodeGone: () => {},
      onUnchanged: () => {},
      onWatchFailed: ({ message }) => told.push(message),
    },
  });
  running = observer.run(stop.signal);
  return { told, logger };
}

const hasAsked = (count: number) =>
  eventually(`${count} watches`, () => proxy.asked.length >= count, {
    withinMs: 30_000,
  });

const EVERY_CUT: Cut[] = [
  'reset',
  'reset in a line',
  'end',
  'end in a line',
  'reset before the headers',
  'answer 504',
];

describe('a proxy that cuts watches', () => {
  it.each(EVERY_CUT)(
    'after 30 s, by %s, does not take the cluster out of sight, and is asked for shorter ones [K4]',
    async how => {
      proxy.cut = { how, afterSeconds: () => 30 };
      const { told, logger } = observe();
      await hasAsked(4);
      expect(told).toEqual(['list']);
      expect(logger.warn).not.toHaveBeenCalled();
      expect(proxy.asked[0]).toBe(USUAL_SECONDS);
      const last = proxy.asked.slice(-2);
      expect(Math.max(...last)).toBeLessThan(30);
      // 15 s are asked for where it is not known whether the watch before is closed.
      expect(Math.min(...last)).toBeGreaterThanOrEqual(15);
    },
  );

  it('after 5 to 10 s does not take the cluster out of sight, and fills no log [K4]', async () => {
    proxy.cut = { how: 'reset', afterSeconds: () => 5 + 5 * Math.random() };
    const { told, logger } = observe();
    await hasAsked(25);
    expect(told).toEqual(['list']);
    expect(logger.warn).not.toHaveBeenCalled();
    expect(logger.info.mock.calls.map(([words]) => words)).toEqual([
      'Watching 0 Leases in cluster demo',
      expect.stringMatching(
        /^Something on the way to cluster demo cuts watches after about \d+ s; it is asked for watches of \d s from now on$/,
      ),
    ]);
  });

  it.each(['reset', 'reset before the headers', 'answer 504'] as const)(
    'at once, by %s, cannot be watched through, which is said once [K4]',
    async how => {
      proxy.cut = { how, afterSeconds: () => 0.5 };
      const { told, logger } = observe();
      await eventually('two failures', () => told.length >= 4);
      expect(told).toEqual([
        'list',
        expect.stringContaining('Cluster demo cannot be watched: '),
        'list',
        told[1],
      ]);
      expect(logger.warn).toHaveBeenCalledTimes(1);
      expect(logger.info).toHaveBeenCalledTimes(1);
    },
  );

  it('at once, but cleanly, cannot be watched through either [K4]', async () => {
    proxy.cut = { how: 'end', afterSeconds: () => 0.5 };
    const { told } = observe();
    await eventually('a failure', () => told.length >= 2, {
      withinMs: 30_000,
    });
    expect(told[1]).toBe(
      'Cluster demo cannot be watched: each watch ends as soon as it has begun. Check that its API server runs and can be reached from this backend.',
    );
  });

  it('at once is watched through as soon as it does so no more [K4]', async () => {
    proxy.cut = { how: 'reset', afterSeconds: () => 0.5 };
    const { told, logger } = observe();
    await eventually('a failure', () => told.length >= 2);
    proxy.cut = { how: 'reset', afterSeconds: () => 30 };
    await eventually('sight', () =>
      logger.info.mock.calls.some(([words]) =>
        words.endsWith('Watching cluster demo again'),
      ),
    );
    expect(told.at(-1)).toBe('list');
  });
});
