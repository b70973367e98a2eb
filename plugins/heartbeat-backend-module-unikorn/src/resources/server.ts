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
import type { ServerStatusFields } from '../rules';
import { metadata, parseResource } from './parseResource';
import {
  IDENTITY_LABEL,
  NAME_LABEL,
  ORGANIZATION_LABEL,
  REGION_LABEL,
} from './places';

/** A `Server` of the region API. @internal */
export interface ServerResource {
  name: string;
  namespace: string;
  resourceVersion: string;
  createdMs: number;
  isDeleting: boolean;
  regionId?: string;
  identityId?: string;
  /** What Nova calls it; "" where nobody said. */
  novaName: string;
  /** "" where it belongs to none. */
  organization: string;
  /** Lower case; "" where it has none. */
  flavorId: string;
  networkId?: string;
  status: ServerStatusFields;
}

const text = z
  .string()
  .nullish()
  .transform(value => value ?? undefined);

const schema = z.object({
  metadata: metadata.extend({
    resourceVersion: z.string(),
    creationTimestamp: z.string(),
  }),
  spec: z
    .object({
      flavorID: z.string().nullish(),
      networks: z.array(z.object({ id: z.string() })).nullish(),
    })
    .nullish(),
  status: z
    .object({
      phase: text,
      conditions: z
        .array(
          z.looseObject({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
            lastTransitionTime: z.string().optional(),
          }),
        )
        .nullish(),
      scheduledAt: text,
      launchedAt: text,
      provisionedAt: text,
      macAddress: text,
      rebuild: z
        .object({ state: z.string(), targetImageID: z.string() })
        .nullish(),
    })
    .nullish(),
});

/** @throws Error that names the field */
export function readServer(object: unknown): ServerResource {
  const {
    metadata: meta,
    spec,
    status,
  } = parseResource(schema, object, 'A Server');
  const { labels } = meta;
  return {
    name: meta.name,
    namespace: meta.namespace,
    resourceVersion: meta.resourceVersion,
    createdMs: Date.parse(meta.creationTimestamp),
    isDeleting: meta.deletionTimestamp !== undefined,
    regionId: labels[REGION_LABEL] || undefined,
    identityId: labels[IDENTITY_LABEL] || undefined,
    novaName: labels[NAME_LABEL] ?? '',
    organization: labels[ORGANIZATION_LABEL] ?? '',
    flavorId: spec?.flavorID?.toLowerCase() ?? '',
    networkId: spec?.networks?.[0]?.id,
    status: {
      ...status,
      conditions: status?.conditions ?? [],
      rebuild: status?.rebuild ?? undefined,
    },
  };
}
