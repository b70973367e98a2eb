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
import type { KeystoneSession } from './KeystoneSession';
import { listFromNova } from './nova';
import { parseAnswer } from './parseAnswer';

/** @internal */
export interface Flavor {
  id: string;
  name: string;
}

const flavorSchema = z.object({
  id: z.string(),
  name: z.string(),
  'os-flavor-access:is_public': z.boolean().nullish(),
});

/**
 * The public flavors of a region.
 *
 * @param ids - of those that the Region selects; empty: all of them
 * @throws OpenstackError
 * @internal
 */
export async function listFlavors(
  session: KeystoneSession,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Flavor[]> {
  const entries = await listFromNova(
    session,
    { path: 'flavors/detail', key: 'flavors' },
    { sort_key: 'name' },
    signal,
  );
  return parseAnswer(z.array(flavorSchema), entries, `Nova's list of flavors`)
    .filter(
      flavor =>
        flavor['os-flavor-access:is_public'] === true &&
        (ids.length === 0 || ids.includes(flavor.id)),
    )
    .map(({ id, name }) => ({ id, name }));
}
