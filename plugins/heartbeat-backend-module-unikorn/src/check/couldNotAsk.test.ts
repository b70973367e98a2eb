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

import {
  KubernetesError,
  type KubernetesRequest,
} from 'backstage-plugin-heartbeat-node';
import { ResourceApi } from '../resources';
import { couldNotAsk } from './couldNotAsk';

const { signal } = new AbortController();

/** What is said of a server whose cluster answers a list so. */
async function saidOf(answer: (request: KubernetesRequest) => unknown) {
  const api = new ResourceApi({
    cluster: {
      name: 'demo',
      request: async request => answer(request),
      stream: async () => {},
    },
    timeoutMs: 1_000,
  });
  const { reason, message } = await api
    .list('/servers', signal)
    .then(() => ({ reason: undefined, message: undefined }), couldNotAsk);
  return [reason, message];
}

const refused = (options: ConstructorParameters<typeof KubernetesError>[0]) =>
  saidOf(() => {
    throw new KubernetesError(options);
  });

describe('what is said of a server whose cluster cannot be asked', () => {
  it('is what the API server answers', async () => {
    expect(await refused({ status: 401, message: '401: who?' })).toEqual([
      'forbidden',
      'The cluster demo answers 401: who?.',
    ]);
    expect(await refused({ status: 403, message: '403: no' })).toEqual([
      'forbidden',
      'The cluster demo answers 403: no.',
    ]);
    expect(await refused({ status: 500, message: '500: oh' })).toEqual([
      'unexpected-status',
      'The cluster demo answers 500: oh.',
    ]);
  });

  it('is why there is no answer', async () => {
    expect(
      await refused({ reason: 'misconfigured', message: 'there is no file' }),
    ).toEqual([
      'cluster-unavailable',
      'The cluster demo cannot be reached: there is no file.',
    ]);
    expect(await refused({ reason: 'timeout', message: '' })).toEqual([
      'timeout',
      'The cluster demo does not answer within 1 s.',
    ]);
    const cause = Object.assign(new Error(''), { code: 'ECONNRESET' });
    expect(await refused({ message: 'no answer', cause })).toEqual([
      'cluster-unavailable',
      'The cluster demo cannot be asked (ECONNRESET).',
    ]);
  });

  it('is what is wrong with an answer', async () => {
    expect(await refused({ reason: 'unusable', message: '' })).toEqual([
      'unexpected-answer',
      'The cluster demo answers something that is not JSON.',
    ]);
    expect(await saidOf(() => ({}))).toEqual([
      'unexpected-answer',
      'The cluster demo answers no list.',
    ]);
    expect(
      await saidOf(() => ({ metadata: { continue: 'more' }, items: [] })),
    ).toEqual([
      'unexpected-answer',
      'The cluster demo has more than 100 pages of one list.',
    ]);
  });
});

it('all pages of a list are read', async () => {
  const asked: unknown[] = [];
  const api = new ResourceApi({
    cluster: {
      name: 'demo',
      request: async ({ query }) => {
        asked.push(query);
        return query?.continue
          ? { metadata: { continue: '' }, items: [2] }
          : { metadata: { continue: 'second' }, items: [1] };
      },
      stream: async () => {},
    },
    timeoutMs: 1_000,
  });
  expect(await api.list('/servers', signal, { labelSelector: 'a' })).toEqual([
    1, 2,
  ]);
  expect(asked).toEqual([
    { labelSelector: 'a', limit: '500' },
    { labelSelector: 'a', limit: '500', continue: 'second' },
  ]);
});
