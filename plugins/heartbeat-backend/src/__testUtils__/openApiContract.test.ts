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

import { readFileSync } from 'node:fs';
import express from 'express';
import request from 'supertest';
import { parse } from 'yaml';
import { openApiContract } from './openApiContract';

const contract = openApiContract(
  parse(readFileSync(require.resolve('../../openapi.yaml'), 'utf8')),
);

const AT = '2026-11-22T12:00:00.000Z';

const heartbeat = {
  id: 'demo/shop/orders',
  controller: 'orders',
  status: 'Alive',
  since: AT,
  lease: { cluster: 'demo', namespace: 'shop', name: 'orders' },
  evidence: {},
  restarts: 1,
  recentRestarts: [{ kind: 'restart', at: AT, ageMs: 1 }],
  entities: [],
};

const list = {
  observedAt: AT,
  items: [heartbeat],
  sights: [],
  problems: [],
  total: 1,
};

const more = { undescribed: true };

describe('the contract of answers with the document', () => {
  async function answer(body: object, status = 200) {
    const app = express().get('*', (_, response) => {
      response.status(status).json(body);
    });
    return request(app).get('/');
  }

  it('lets pass what is described', async () => {
    const response = await answer(list);

    expect(() =>
      contract.check('/v1/heartbeats?limit=1', response),
    ).not.toThrow();
  });

  it.each([
    ['the answer', { ...list, ...more }],
    ['an item', { ...list, items: [{ ...heartbeat, ...more }] }],
    [
      'a part of an item that a schema extends',
      {
        ...list,
        items: [{ ...heartbeat, lease: { ...heartbeat.lease, ...more } }],
      },
    ],
    [
      'a part that extends a schema',
      {
        ...list,
        items: [
          {
            ...heartbeat,
            recentRestarts: [{ ...heartbeat.recentRestarts[0], ...more }],
          },
        ],
      },
    ],
  ])('refuses a field that is not described in %s', async (_, body) => {
    const response = await answer(body);

    expect(() => contract.check('/v1/heartbeats', response)).toThrow(
      'unevaluated properties',
    );
  });

  it('refuses a field that is missing, and a path or status that is not described', async () => {
    const { restarts, ...incomplete } = heartbeat;
    const wrong = await answer({ ...list, items: [incomplete] });
    const right = await answer(list);
    const teapot = await answer({}, 418);

    expect(() => contract.check('/v1/heartbeats', wrong)).toThrow('restarts');
    expect(() => contract.check('/v1/heartbeat', right)).toThrow('/heartbeat');
    expect(() => contract.check('/v1/heartbeats', teapot)).toThrow('418');
  });
});
