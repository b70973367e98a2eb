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

import { parseEntityRef } from '@backstage/catalog-model';
import type { Server } from 'backstage-plugin-heartbeat-common';
import type { SubjectFilter } from '../subjects/SubjectScreens';

/** An owner as its link calls it. What a URL asks for may be no entity ref at all. */
function ownerName(owner: string): string {
  try {
    return parseEntityRef(owner).name;
  } catch {
    return owner;
  }
}

/** Show only the servers of one provider, source or owner. */
export const SERVER_FILTERS: Array<SubjectFilter<Server>> = [
  {
    name: 'provider',
    label: t => t('servers.provider'),
    valuesOf: ({ provider }) => [provider],
  },
  {
    name: 'source',
    label: t => t('servers.source'),
    valuesOf: ({ source }) => [source],
  },
  {
    name: 'owner',
    label: t => t('servers.owner'),
    valuesOf: ({ entities }) => entities.flatMap(({ owner }) => owner ?? []),
    nameOf: ownerName,
  },
];
