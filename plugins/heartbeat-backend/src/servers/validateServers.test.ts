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

import { InputError } from '@backstage/errors';
import type {
  ServerGroupProvider,
  ServerProvider,
} from 'backstage-plugin-heartbeat-node';
import { monitorOptions } from '../config/monitorOptions';
import { validateServers } from './validateServers';

const http: ServerProvider = {
  kind: 'http',
  prepare({ spec }) {
    if (spec !== 'good') {
      throw new InputError(
        'http.url: is missing\nhttp.method: "FETCH" is not a method',
      );
    }
    return { target: '', check: async () => ({ outcome: 'healthy' }) };
  },
};

const cloud: ServerGroupProvider = {
  kind: 'cloud',
  prepare: () => ({ target: '', group: '' }),
  checkGroup: async () => {},
};

const check = (
  servers: Array<{ provider: string; spec: unknown; timeoutMs?: number }>,
  references: Array<{ kind: string; spec: unknown }> = [],
) =>
  validateServers({
    servers: servers.map((server, i) => ({ name: `s${i}`, ...server })),
    monitor: { ...monitorOptions.parse({}), references },
    providers: [http, cloud],
  });

describe('the servers of app-config', () => {
  it('are taken where their providers take them', () => {
    expect(() =>
      check([
        { provider: 'http', spec: 'good' },
        { provider: 'cloud', spec: 1 },
      ]),
    ).not.toThrow();
  });

  it('are refused with all that is wrong with them at once', () => {
    const bad = () =>
      check(
        [
          { provider: 'http', spec: 'bad' },
          { provider: 'htpp', spec: 'good' },
          { provider: 'http', spec: 'good', timeoutMs: 60_000 },
        ],
        [
          { kind: 'http', spec: 'bad' },
          { kind: 'cloud', spec: 1 },
          { kind: 'dsn', spec: 1 },
        ],
      );
    expect(bad).toThrow(
      `The configuration of Heartbeat is not usable:
  heartbeat.servers[0].http.url: is missing
  heartbeat.servers[0].http.method: "FETCH" is not a method
  heartbeat.servers[1].htpp: "htpp" is not a kind of server that this backend can ask; those are http, cloud
  heartbeat.servers[2].timeout: 60 s is longer than the interval of 30 s, so that checks would be skipped
  heartbeat.monitor.references[0].http.url: is missing
  heartbeat.monitor.references[0].http.method: "FETCH" is not a method
  heartbeat.monitor.references[1].cloud: asks for many servers at once, and cannot be a reference
  heartbeat.monitor.references[2].dsn: "dsn" is not a kind of server that this backend can ask; those are http, cloud`,
    );
    expect(bad).toThrow(InputError);
  });
});
