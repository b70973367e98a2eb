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
import type { BuildStep } from '../rules';
import type { KeystoneSession } from './KeystoneSession';
import { parseAnswer } from './parseAnswer';

const MICROVERSION = '1.11';

const nodesSchema = z.object({
  nodes: z.array(z.object({ provision_state: z.string().nullish() })),
});

/**
 * How far the bare metal of a server is. Who may not see the node is told that there
 * is none, without an error.
 *
 * @param serverId - Nova's
 * @throws OpenstackError
 * @internal
 */
export async function buildStepOf(
  session: KeystoneSession,
  serverId: string,
  signal: AbortSignal,
): Promise<BuildStep> {
  const { body } = await session.get({
    service: 'Ironic',
    types: ['baremetal', 'bare-metal'],
    versionPath: 'v1',
    path: 'nodes/detail',
    query: { instance_uuid: serverId },
    headers: {
      'X-OpenStack-Ironic-API-Version': MICROVERSION,
      'OpenStack-API-Version': `baremetal ${MICROVERSION}`,
    },
    signal,
  });
  const { nodes } = parseAnswer(nodesSchema, body, `Ironic's list of nodes`);
  return nodes.length === 1
    ? { kind: 'node', provisionState: nodes[0].provision_state ?? '' }
    : { kind: 'unclear' };
}
