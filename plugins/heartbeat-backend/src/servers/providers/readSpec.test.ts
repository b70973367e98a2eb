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

import { z } from 'zod';
import { readSpec } from './readSpec';

const schema = z.strictObject({
  host: z.string(),
  names: z.array(z.strictObject({ port: z.int() })).optional(),
});

describe('readSpec', () => {
  it('gives what was read', () => {
    const spec = { host: 'a.example.com', names: [{ port: 1 }] };
    expect(readSpec('tcp', schema, spec)).toEqual(spec);
  });

  it('names each wrong key in a line of its own, and quotes no value', () => {
    expect(() =>
      readSpec('tcp', schema, {
        names: [{ port: 1 }, { port: 'secret', path: '/' }],
        ports: 2,
      }),
    ).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: [
          'tcp.host: is missing',
          'tcp.names[1].port: is not of the type number',
          'tcp.names[1].path: there is no such key',
          'tcp.ports: there is no such key',
        ].join('\n'),
      }),
    );
  });

  it('names the provider where there is no object at all', () => {
    expect(() => readSpec('tcp', schema, 'a.example.com:443')).toThrow(
      'tcp: is not of the type object',
    );
  });
});
