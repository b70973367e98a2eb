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

import type { ResourceDefinition } from './resources';

/** `apis/coordination.k8s.io/v1`, or `api/v1` in the core group. */
function rootOf({ group, version }: ResourceDefinition): string {
  return group ? `apis/${group}/${version}` : `api/${version}`;
}

/** Which OpenAPI v3 documents there are. @internal */
export function openApiIndex(resources: readonly ResourceDefinition[]) {
  const roots = new Set(resources.map(rootOf));
  return {
    paths: Object.fromEntries(
      [...roots].map(root => [
        root,
        { serverRelativeURL: `/openapi/v3/${root}` },
      ]),
    ),
  };
}

/**
 * The OpenAPI v3 document of one group and version. kubectl looks in it for one thing before it applies: that PATCH
 * takes `fieldValidation`, so that the server checks for unknown fields and kubectl need not.
 *
 * @returns undefined when nothing is served there
 * @internal
 */
export function openApiDocument(
  resources: readonly ResourceDefinition[],
  root: string,
) {
  const served = resources.filter(resource => rootOf(resource) === root);
  if (served.length === 0) {
    return undefined;
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'embedded' },
    paths: Object.fromEntries(
      served.map(resource => [itemPath(resource), pathItem(resource)]),
    ),
    components: {
      schemas: Object.fromEntries(
        served.map(resource => [schemaName(resource), schema(resource)]),
      ),
    },
  };
}

/** The URL of one object of a resource, with its placeholders. @internal */
export function itemPath(resource: ResourceDefinition): string {
  const namespace = resource.namespaced ? '/namespaces/{namespace}' : '';
  return `/${rootOf(resource)}${namespace}/${resource.plural}/{name}`;
}

function pathItem(resource: ResourceDefinition) {
  const operation = (action: string) => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': groupVersionKind(resource),
    parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map(name => ({
      name,
      in: 'query',
      schema: { type: 'string' },
    })),
    responses: { '200': { description: 'OK' } },
  });
  return { put: operation('put'), patch: operation('patch') };
}

function schemaName({ group, version, kind }: ResourceDefinition): string {
  return `${group || 'core'}.${version}.${kind}`;
}

function schema(resource: ResourceDefinition) {
  return {
    type: 'object',
    'x-kubernetes-group-version-kind': [groupVersionKind(resource)],
    'x-kubernetes-preserve-unknown-fields': true,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      ...Object.fromEntries(
        Object.keys(resource.sections).map(name => [
          name,
          { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        ]),
      ),
    },
  };
}

function groupVersionKind({ group, version, kind }: ResourceDefinition) {
  return { group, version, kind };
}
