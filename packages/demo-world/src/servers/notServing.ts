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

import { HOST } from '@internal/test-support';
import type { DemoServer } from './DemoServer';

const SERVICE = 'shop.Recommendations';

/** A gRPC server that says by grpc.health.v1 that it does not serve. */
export async function notServing(): Promise<DemoServer> {
  const { Server, ServerCredentials } = await import('@grpc/grpc-js');
  const { HealthImplementation } = await import('grpc-health-check');
  const server = new Server();
  const health = new HealthImplementation({
    '': 'SERVING',
    [SERVICE]: 'NOT_SERVING',
  });
  health.addToServer(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(
      `${HOST}:0`,
      ServerCredentials.createInsecure(),
      (error, bound) => (error ? reject(error) : resolve(bound)),
    );
  });
  return {
    config: {
      name: 'recommendations',
      title: 'Recommendations',
      interval: '10s',
      grpc: { host: HOST, port, service: SERVICE },
    },
    stop: async () => server.forceShutdown(),
  };
}
