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
import type {
  KubernetesCluster,
  KubernetesClusterProvider,
} from 'backstage-plugin-heartbeat-node';
import { eventually } from '@internal/test-support';
import { ClusterDirectory } from './ClusterDirectory';

const REDISCOVERY_MS = 5;

const logger = mockServices.logger.mock();

let shutdown: AbortController;
let isOver: Promise<void>;

beforeEach(() => {
  shutdown = new AbortController();
  logger.warn.mockClear();
});

afterEach(async () => {
  shutdown.abort();
  await isOver;
});

/** A cluster that can be told from another one of its name: it answers its server. */
const cluster = (
  name: string,
  server = `https://${name}`,
): KubernetesCluster => ({
  name,
  request: async () => server,
  stream: async () => {},
});

const serverOf = (target: KubernetesCluster) =>
  target.request({ path: '/', signal: shutdown.signal, timeoutMs: 1_000 });

/** A provider that gives or throws whatever it is set to. */
class FakeProvider implements KubernetesClusterProvider {
  answer: KubernetesCluster[] | Error | 'none';
  asked = 0;

  constructor(
    readonly name: string,
    ...clusters: (string | KubernetesCluster)[]
  ) {
    this.answer = clusters.map(it =>
      typeof it === 'string' ? cluster(it) : it,
    );
  }

  async listClusters(): Promise<KubernetesCluster[]> {
    this.asked++;
    if (this.answer === 'none') {
      return new Promise(() => {});
    }
    if (this.answer instanceof Error) {
      throw this.answer;
    }
    return this.answer;
  }

  async askedAgain() {
    const before = this.asked;
    await eventually('two more questions', () => this.asked > before + 1);
  }
}

function follow(...providers: FakeProvider[]) {
  let latest: KubernetesCluster[] = [];
  let isComplete = false;
  const problems = new Map<string, string>();
  isOver = new ClusterDirectory({
    providers,
    logger,
    rediscoveryMs: REDISCOVERY_MS,
  }).run(
    {
      onClusters(clusters, isAll) {
        latest = clusters;
        isComplete = isAll;
      },
      onProblem(provider, message) {
        if (message === undefined) {
          problems.delete(provider);
        } else {
          problems.set(provider, message);
        }
      },
    },
    shutdown.signal,
  );
  const names = () => latest.map(({ name }) => name).join(' ');
  const know = (expected: string) =>
    eventually(
      `${expected} rather than ${names()}`,
      () => names() === expected,
    );
  return {
    problems,
    names,
    know,
    isComplete: () => isComplete,
    find: (name: string) => {
      const found = latest.find(it => it.name === name);
      if (!found) {
        throw new Error(`There is no cluster ${name}`);
      }
      return found;
    },
  };
}

describe('the clusters of a provider', () => {
  it('come, go and change their names without a restart', async () => {
    const provider = new FakeProvider('an inventory', 'a');
    const { know, problems } = follow(provider);
    await know('a');
    provider.answer = [cluster('a'), cluster('b')];
    await know('a b');
    provider.answer = [cluster('c'), cluster('b')];
    await know('c b');
    provider.answer = [];
    await know('');
    expect(problems.size).toBe(0);
  });

  it('stay in use while it fails, and what is wrong is said until it is over', async () => {
    const provider = new FakeProvider('an inventory', 'a');
    const { know, names, problems } = follow(provider);
    await know('a');
    provider.answer = new Error('it is down');
    await eventually('the problem', () => problems.size > 0);
    await eventually('a warning', () => logger.warn.mock.calls.length > 0);
    expect(names()).toBe('a');
    expect([...problems]).toEqual([
      [
        'an inventory',
        expect.stringMatching(
          /^The clusters of an inventory could not be found again, and those known so far stay in use: it is down\. Check/,
        ),
      ],
    ]);
    expect(logger.warn.mock.calls).toEqual([[problems.get('an inventory')]]);
    provider.answer = [cluster('a'), cluster('b')];
    await know('a b');
    expect(problems.size).toBe(0);
  });

  it('are led to a new address, for whoever holds one already', async () => {
    const provider = new FakeProvider('an inventory', 'a');
    const { know, find } = follow(provider);
    await know('a');
    const held = find('a');
    expect(await serverOf(held)).toBe('https://a');
    provider.answer = [cluster('a', 'https://moved')];
    await provider.askedAgain();
    expect(await serverOf(held)).toBe('https://moved');
    expect(find('a')).toBe(held);
  });

  it('are not asked for any more after the shutdown', async () => {
    const provider = new FakeProvider('an inventory', 'a');
    const { know } = follow(provider);
    await know('a');
    await provider.askedAgain();
    shutdown.abort();
    await isOver;
    const { asked } = provider;
    await new Promise(resolve => setTimeout(resolve, 10 * REDISCOVERY_MS));
    expect(provider.asked).toBe(asked);
  });
});

describe('of two providers', () => {
  it('one that never answers holds up no other, and what is known is not all', async () => {
    const silent = new FakeProvider('a silent one');
    silent.answer = 'none';
    const { know, isComplete } = follow(silent, new FakeProvider('one', 'a'));
    await know('a');
    expect(isComplete()).toBe(false);
  });

  it('the earlier one has a name that both know, whichever answers first', async () => {
    const first = new FakeProvider('first');
    first.answer = new Error('it is not up yet');
    const second = new FakeProvider(
      'second',
      cluster('a', 'https://second'),
      'b',
    );
    const { know, find, isComplete } = follow(first, second);
    await know('a b');
    expect(await serverOf(find('a'))).toBe('https://second');
    expect(isComplete()).toBe(false);
    first.answer = [cluster('a', 'https://first')];
    await eventually('both', isComplete);
    expect(await serverOf(find('a'))).toBe('https://first');
    first.answer = [];
    await know('a b');
    await first.askedAgain();
    expect(await serverOf(find('a'))).toBe('https://second');
  });
});
