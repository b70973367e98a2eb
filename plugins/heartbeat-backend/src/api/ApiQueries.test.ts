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

import { ApiQueries } from './ApiQueries';
import { readOpenApiDocument } from './openApiDocument';

describe('queries by the OpenAPI document', () => {
  let queries: ApiQueries;
  beforeAll(async () => {
    queries = new ApiQueries(await readOpenApiDocument());
  });

  it('has the values of the document for what is not given', () => {
    expect(queries.parse('getHeartbeats', {})).toEqual({ sort: 'worst' });
    expect(queries.parse('getAvailability', {})).toEqual({
      window: ['24h', '7d', '30d', '90d'],
    });
    expect(queries.parse('getTimeline', { subject: ['a'] })).toEqual({
      subject: 'a',
      window: '24h',
      segments: 90,
    });
  });

  it('knows the greatest number that the document allows', () => {
    expect(queries.maximumOf('getServers', 'limit')).toBe(1_000);
    expect(() => queries.maximumOf('getServers', 'text')).toThrow(
      'The OpenAPI document has no maximum of text in getServers',
    );
  });

  it('gives no two queries the same list', () => {
    const { window } = queries.parse('getAvailability', {});
    window.push('1h');

    expect(queries.parse('getAvailability', {}).window).toHaveLength(4);
  });

  it('reads lists, numbers, and what is compared in one form only', () => {
    expect(
      queries.parse('getHeartbeats', {
        status: ['Dead', 'Late'],
        kind: ['Component'],
        owner: ['shop', 'User:default/Ann'],
        system: ['checkout'],
        limit: ['10'],
      }),
    ).toEqual({
      status: ['Dead', 'Late'],
      kind: 'component',
      owner: ['group:default/shop', 'user:default/ann'],
      system: 'system:default/checkout',
      limit: 10,
      sort: 'worst',
    });
    expect(
      queries.parse('getTransitions', {
        entity: ['orders'],
        status: ['Dead', 'Down'],
        from: ['2026-01-31T12:00:00+01:00'],
      }),
    ).toEqual({
      entity: 'component:default/orders',
      status: ['Dead', 'Down'],
      from: '2026-01-31T12:00:00+01:00',
      limit: 100,
    });
  });

  it.each([
    ['sort', ['name', 'age'], 'sort is given more than once'],
    ['limit', ['1', '2'], 'limit is given more than once'],
    ['namespace', ['a', 'b'], 'namespace is given more than once'],
    ['text', [''], 'text must not be empty'],
    ['system', [''], 'system must not be empty'],
    ['cluster', ['a', '', ''], 'cluster must not be empty'],
    ['limit', ['0'], 'limit is not a whole number from 1 to 1000'],
    ['limit', ['1001'], 'limit is not a whole number from 1 to 1000'],
    ['limit', ['1e2'], 'limit is not a whole number from 1 to 1000'],
    ['limit', ['0x1'], 'limit is not a whole number from 1 to 1000'],
    ['limit', [''], 'limit is not a whole number from 1 to 1000'],
    ['__proto__', ['x'], 'there is no parameter "__proto__"'],
  ])('refuses %s=%j', (name, values, sentence) => {
    expect(() =>
      queries.parse('getHeartbeats', Object.fromEntries([[name, values]])),
    ).toThrow(`Query: ${sentence}`);
  });

  it('says of several schemas all the words that there are, each once', () => {
    expect(() =>
      queries.parse('getTransitions', { status: ['Sick', 'Sick', 'Dead'] }),
    ).toThrow(
      /^Query: status "Sick": not one of Dead, Late, Unknown, NeverReported, Stopped, Alive, Down, Degraded, Maintenance, Healthy$/,
    );
  });

  it.each([
    [{ from: ['yesterday'] }, 'from "yesterday": not a time as 2026-01-31T'],
    [{ to: ['2026-01-31'] }, 'to "2026-01-31": not a time as 2026-01-31T'],
    [{ subject: Array(51).fill('a') }, 'subject has more than 50 values'],
    [
      { entity: ['group:'] },
      'entity "group:": not an entity ref, as component:',
    ],
  ])('refuses transitions of %j', (given, sentence) => {
    expect(() => queries.parse('getTransitions', given)).toThrow(
      `Query: ${sentence}`,
    );
  });

  it.each(['2w', '07d', '99999d', 'd', ''])(
    'refuses %j as a length of time',
    window => {
      expect(() =>
        queries.parse('getLatency', { subject: ['a'], window: [window] }),
      ).toThrow(
        `Query: window ${JSON.stringify(
          window,
        )}: not a length of time as 24h or 7d`,
      );
    },
  );
});
