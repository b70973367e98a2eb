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

/** The name of a region, on its servers. @internal */
export const REGION_LABEL = 'regions.unikorn-cloud.org/region-id';

/** The name of the identity, on its servers. @internal */
export const IDENTITY_LABEL = 'regions.unikorn-cloud.org/identity-id';

/** What people call a resource; of a server it is the name in Nova. @internal */
export const NAME_LABEL = 'unikorn-cloud.org/name';

/** @internal */
export const ORGANIZATION_LABEL = 'unikorn-cloud.org/organization';

const API = '/apis/region.unikorn-cloud.org/v1alpha1';

/** @internal */
export type Plural =
  | 'servers'
  | 'regions'
  | 'identities'
  | 'openstackidentities';

/** The path of all resources of a kind, or of one. @internal */
export function pathOf(
  plural: Plural,
  namespace: string,
  name?: string,
): string {
  const list = `${API}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
  return name === undefined ? list : `${list}/${encodeURIComponent(name)}`;
}

/** @internal */
export function secretPath(namespace: string, name: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(
    namespace,
  )}/secrets/${encodeURIComponent(name)}`;
}
