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
import { readHeartbeatOptions } from './heartbeatOptions';
import { ModuleKeys } from './ModuleKeys';

describe('a key under heartbeat that a module reads', () => {
  const read = (heartbeat: object, moduleKeys = new ModuleKeys()) =>
    readHeartbeatOptions(new ConfigReader({ heartbeat }), { moduleKeys });

  it('is accepted, whatever is in it, once it is claimed', () => {
    const moduleKeys = new ModuleKeys();
    moduleKeys.claim('redis', 'the provider "redis"');
    const { defaultController, ...rest } = read(
      { defaultController: 'orders', redis: { sentinels: [1] } },
      moduleKeys,
    );
    expect(defaultController).toBe('orders');
    expect(rest).not.toHaveProperty('redis');
  });

  it('is an error as long as nobody claims it', () => {
    const moduleKeys = new ModuleKeys();
    moduleKeys.claim(undefined, 'the source of servers "inventory"');
    moduleKeys.claim('redis', 'the provider "redis"');
    expect(() =>
      read({ redis: {}, reddis: {}, servers: [], unikorn: {} }, moduleKeys),
    ).toThrow(
      `The configuration of Heartbeat is not usable:
  heartbeat.reddis: there is no such key, and no module that reads it
  heartbeat.unikorn: there is no such key, and no module that reads it`,
    );
  });

  it('is that of one module', () => {
    const moduleKeys = new ModuleKeys();
    moduleKeys.claim('redis', 'the provider "redis"');
    expect(() => moduleKeys.claim('redis', 'the Checker "cache"')).toThrow(
      'heartbeat.redis cannot be the configKey of the Checker "cache": it is that of the provider "redis"',
    );
    expect(() => moduleKeys.claim('monitor', 'the Checker "x"')).toThrow(
      'heartbeat.monitor cannot be the configKey of the Checker "x": it is that of Heartbeat itself',
    );
    expect(() => moduleKeys.claim('re.dis', 'the Checker "x"')).toThrow(
      '"re.dis" cannot be the configKey of the Checker "x"',
    );
  });
});
