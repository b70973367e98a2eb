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

import { itemPath, openApiDocument, openApiIndex } from './openApi';
import { OPENAPI_V2_TYPE, openApiV2 } from './openApiV2';
import { pageNotFound, type Reply } from './Reply';
import type { ResourceDefinition } from './resources';

/** The Kubernetes version that this server says it is: the one its behaviour was measured on. */
const VERSION = { major: '1', minor: '36', gitVersion: 'v1.36.2+embedded' };

/**
 * Answers the URLs that are no resource: health, version, discovery, and the OpenAPI documents without which
 * `kubectl apply` refuses to work.
 *
 * @internal
 */
export function discover(
  path: string,
  resources: readonly ResourceDefinition[],
  host: string,
): Reply {
  const [, root, ...rest] = path.replace(/\/$/, '').split('/');
  switch (root) {
    case 'healthz':
    case 'livez':
    case 'readyz':
      return {
        code: 200,
        contentType: 'text/plain; charset=utf-8',
        body: 'ok',
      };
    case 'version':
      return json({ ...VERSION, platform: 'node' });
    case 'api':
      return rest.length === 0
        ? json({
            kind: 'APIVersions',
            versions: ['v1'],
            serverAddressByClientCIDRs: [
              { clientCIDR: '0.0.0.0/0', serverAddress: host },
            ],
          })
        : resourceList(resources, '', rest);
    case 'apis':
      return groups(resources, rest);
    case 'openapi':
      return openApi(resources, rest);
    default:
      return pageNotFound();
  }
}

function groups(
  resources: readonly ResourceDefinition[],
  [name, ...rest]: string[],
): Reply {
  const all = [...new Set(resources.map(({ group }) => group))]
    .filter(group => group !== '')
    .map(group => groupOf(resources, group));
  if (name === undefined) {
    return json({ kind: 'APIGroupList', apiVersion: 'v1', groups: all });
  }
  const found = all.find(group => group.name === name);
  if (!found) {
    return pageNotFound();
  }
  return rest.length === 0
    ? json({ kind: 'APIGroup', apiVersion: 'v1', ...found })
    : resourceList(resources, name, rest);
}

function groupOf(resources: readonly ResourceDefinition[], name: string) {
  const versions = [
    ...new Set(
      resources
        .filter(({ group }) => group === name)
        .map(({ version }) => version),
    ),
  ].map(version => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

function resourceList(
  resources: readonly ResourceDefinition[],
  group: string,
  [version, ...rest]: string[],
): Reply {
  const served = resources.filter(
    resource => resource.group === group && resource.version === version,
  );
  if (served.length === 0 || rest.length > 0) {
    return pageNotFound();
  }
  return json({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: served[0].apiVersion,
    resources: served.flatMap(resource => [
      {
        name: resource.plural,
        singularName: resource.singular,
        namespaced: resource.namespaced,
        kind: resource.kind,
        verbs: resource.verbs,
        shortNames: resource.shortNames.length
          ? resource.shortNames
          : undefined,
      },
      ...(resource.status
        ? [
            {
              name: `${resource.plural}/status`,
              singularName: '',
              namespaced: resource.namespaced,
              kind: resource.kind,
              verbs: ['get', 'patch', 'update'],
            },
          ]
        : []),
    ]),
  });
}

function openApi(
  resources: readonly ResourceDefinition[],
  [version, ...path]: string[],
): Reply {
  if (version === 'v2' && path.length === 0) {
    return {
      code: 200,
      contentType: OPENAPI_V2_TYPE,
      body: openApiV2(resources, itemPath),
    };
  }
  if (version !== 'v3') {
    return pageNotFound();
  }
  if (path.length === 0) {
    return json(openApiIndex(resources));
  }
  const document = openApiDocument(resources, path.join('/'));
  return document ? json(document) : pageNotFound();
}

function json(value: unknown): Reply {
  return { code: 200, body: JSON.stringify(value) };
}
