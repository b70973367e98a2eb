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

import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { heartbeatServersExtensionPoint } from 'backstage-plugin-heartbeat-node';
import { heartbeatModuleUnikorn } from './module';

async function start(heartbeat: JsonObject) {
  const servers = {
    addServerSource: jest.fn(),
    addServerProvider: jest.fn(),
  };
  const backend = await startTestBackend({
    extensionPoints: [[heartbeatServersExtensionPoint, servers]],
    features: [
      heartbeatModuleUnikorn,
      mockServices.rootConfig.factory({ data: { heartbeat } }),
    ],
  });
  await backend.stop();
  return servers;
}

describe('the module', () => {
  it('brings one source and one provider', async () => {
    const servers = await start({ unikorn: { namespaces: ['regions'] } });
    expect(servers.addServerSource).toHaveBeenCalledWith(
      expect.objectContaining({
        name: 'unikorn',
        annotations: ['heartbeat/unikorn-server'],
        labels: ['unikorn-cloud.org/name'],
      }),
    );
    expect(servers.addServerProvider).toHaveBeenCalledWith(
      expect.objectContaining({ kind: 'unikorn', configKey: 'unikorn' }),
    );
  });

  it('brings nothing without its configuration', async () => {
    const servers = await start({});
    expect(servers.addServerSource).not.toHaveBeenCalled();
    expect(servers.addServerProvider).not.toHaveBeenCalled();
  });

  it('stops the start where its configuration is wrong', async () => {
    await expect(start({ unikorn: { namespaces: [] } })).rejects.toThrow(
      'heartbeat.unikorn.namespaces: is empty',
    );
  });
});
