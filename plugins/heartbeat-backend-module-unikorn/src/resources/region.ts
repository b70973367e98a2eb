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
import { metadata, parseResource } from './parseResource';
import { NAME_LABEL } from './places';

/** How a region reaches its OpenStack. @internal */
export interface OpenstackSettings {
  /** Of Keystone. */
  endpoint: string;
  secret: { name: string; namespace: string };
  /** Of the flavors that it offers; empty: all that are public. */
  flavorIds: string[];
  /** What it says of single flavors, in its order. */
  flavorMetadata: Array<{ id: string; baremetal?: boolean | null }>;
}

/** A `Region` of the region API. @internal */
export interface RegionResource {
  name: string;
  /** "" where nobody gave it one. */
  title: string;
  provider: string;
  /** There where the provider is `openstack`. */
  openstack?: OpenstackSettings;
}

const openstackSchema = z.object({
  endpoint: z.string(),
  serviceAccountSecret: z.object({ name: z.string(), namespace: z.string() }),
  compute: z
    .object({
      flavors: z
        .object({
          selector: z.object({ ids: z.array(z.string()).nullish() }).nullish(),
          metadata: z
            .array(
              z.object({ id: z.string(), baremetal: z.boolean().nullish() }),
            )
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const schema = z.object({
  metadata,
  spec: z.discriminatedUnion('provider', [
    z.object({ provider: z.literal('openstack'), openstack: openstackSchema }),
    z.object({ provider: z.literal('simulated') }),
    z.object({ provider: z.literal('kubernetes') }),
  ]),
});

/** @throws Error that names the field */
export function readRegion(object: unknown, what: string): RegionResource {
  const { metadata: meta, spec } = parseResource(schema, object, what);
  const region = {
    name: meta.name,
    title: meta.labels[NAME_LABEL] ?? '',
    provider: spec.provider,
  };
  if (spec.provider !== 'openstack') {
    return region;
  }
  const { endpoint, serviceAccountSecret, compute } = spec.openstack;
  return {
    ...region,
    openstack: {
      endpoint,
      secret: serviceAccountSecret,
      flavorIds: compute?.flavors?.selector?.ids ?? [],
      flavorMetadata: compute?.flavors?.metadata ?? [],
    },
  };
}
