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

import type { Rule } from '@internal/embedded-kubernetes';

const GROUPS = ['region.unikorn-cloud.org'];

/**
 * What docs/unikorn.md says that a monitor of the region API needs in its cluster.
 *
 * @public
 */
export function monitorRights(options: {
  namespace: string;
  /** Those that Regions name. */
  secrets: string[];
}): Rule[] {
  const namespaces = [options.namespace];
  return [
    { apiGroups: GROUPS, resources: ['servers'], verbs: ['list'], namespaces },
    {
      apiGroups: GROUPS,
      resources: ['servers/status'],
      verbs: ['patch'],
      namespaces,
    },
    {
      apiGroups: GROUPS,
      resources: ['regions', 'identities', 'openstackidentities'],
      verbs: ['get'],
      namespaces,
    },
    {
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: options.secrets,
      verbs: ['get'],
      namespaces,
    },
  ];
}
