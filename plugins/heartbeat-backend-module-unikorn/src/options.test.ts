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

import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readUnikornOptions } from './options';

const read = (unikorn: JsonObject) =>
  readUnikornOptions(new ConfigReader({ heartbeat: { unikorn } }));

describe('heartbeat.unikorn', () => {
  it('has defaults for all but the namespaces', () => {
    expect(read({ namespaces: ['unikorn', 'unikorn'] })).toEqual({
      namespaces: ['unikorn'],
      intervalMs: 60_000,
      concurrency: 8,
      timeoutMs: 10_000,
    });
  });

  it('gives a request no longer than an interval that is short', () => {
    expect(read({ namespaces: ['unikorn'], interval: '5s' })).toMatchObject({
      intervalMs: 5_000,
      timeoutMs: 5_000,
    });
  });

  it('may be absent', () => {
    expect(readUnikornOptions(new ConfigReader({}))).toBeUndefined();
  });

  it('names all that is wrong at once, with the way out', () => {
    expect(() =>
      read({
        clusters: [],
        namespaces: ['Region_1'],
        interval: 'often',
        timeout: '1ms',
        concurrency: 0,
        namespace: 'x',
      }),
    ).toThrow(
      [
        '  heartbeat.unikorn.clusters: is empty; leave it out to mean all of them',
        '  heartbeat.unikorn.namespaces[0]: "Region_1" is not a namespace name; use lower-case letters, digits and "-"',
        '  heartbeat.unikorn.interval: "often" is not a duration; write e.g. "30s" or { seconds: 30 }',
        '  heartbeat.unikorn.concurrency: Too small: expected number to be >=1',
        '  heartbeat.unikorn.timeout: "1ms" is too short; at least 0.1 s',
        '  heartbeat.unikorn.namespace: there is no such key',
      ].join('\n'),
    );
  });

  it.each([
    [{}, 'namespaces: names no namespaces'],
    [{ namespaces: [] }, 'namespaces: is empty'],
    [
      { namespaces: ['a'], interval: '5s', timeout: '6s' },
      'timeout: is longer than the interval',
    ],
  ])('refuses %j', (unikorn, message) => {
    expect(() => read(unikorn)).toThrow(`heartbeat.unikorn.${message}`);
  });
});
