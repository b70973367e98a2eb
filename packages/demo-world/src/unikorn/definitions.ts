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

import type { CustomResource } from '@internal/embedded-kubernetes';

const GROUP = 'region.unikorn-cloud.org';
const VERSION = 'v1alpha1';

/**
 * `apiVersion` of the region API's resources.
 *
 * @public
 */
export const UNIKORN_API_VERSION = `${GROUP}/${VERSION}`;

/** What a schema of Kubernetes says of a field. */
type Schema = { type: string } & Record<string, unknown>;

const text: Schema = { type: 'string' };
const uuid: Schema = { type: 'string', format: 'uuid' };
const time: Schema = { type: 'string', format: 'date-time' };

const oneOf = (...values: string[]): Schema => ({
  type: 'string',
  enum: values,
});

const listOf = (items: Schema): Schema => ({ type: 'array', items });

/** An object with these fields; `required` of them have to be there. */
const fields = (
  properties: Record<string, Schema>,
  ...required: string[]
): Schema => ({
  type: 'object',
  properties,
  // an empty list of required fields is not a valid schema
  ...(required.length > 0 && { required }),
});

const namespacedName = fields(
  { name: text, namespace: text },
  'name',
  'namespace',
);

const provider = oneOf('openstack', 'kubernetes', 'simulated');

const condition = fields(
  {
    type: oneOf('Available', 'Healthy'),
    status: oneOf('True', 'False', 'Unknown'),
    reason: oneOf(
      'Provisioning',
      'Provisioned',
      'Cancelled',
      'Errored',
      'Deprovisioning',
      'Deprovisioned',
      'Unknown',
      'Healthy',
      'Degraded',
    ),
    message: text,
    lastTransitionTime: time,
  },
  'type',
  'status',
  'reason',
  'message',
  'lastTransitionTime',
);

interface Definition {
  kind: string;
  plural: string;
  spec: Schema;
  /** Absent: it has no subresource of that name. */
  status?: Schema;
}

const DEFINITIONS: Definition[] = [
  {
    kind: 'Server',
    plural: 'servers',
    spec: fields(
      {
        flavorID: uuid,
        image: fields({ id: uuid }, 'id'),
        networks: listOf(fields({ id: uuid }, 'id')),
      },
      'flavorID',
      'image',
    ),
    status: fields({
      phase: oneOf(
        'Pending',
        'Queued',
        'Building',
        'Running',
        'Stopping',
        'Stopped',
      ),
      conditions: listOf(condition),
      scheduledAt: time,
      launchedAt: time,
      provisionedAt: time,
      macAddress: text,
      rebuild: fields(
        {
          state: oneOf('Initiated', 'Rebuilding', 'Succeeded', 'Failed'),
          targetImageID: uuid,
        },
        'state',
        'targetImageID',
      ),
    }),
  },
  {
    kind: 'Region',
    plural: 'regions',
    spec: fields(
      {
        provider,
        openstack: fields(
          {
            endpoint: text,
            serviceAccountSecret: namespacedName,
            compute: fields({
              flavors: fields({
                selector: fields({ ids: listOf(text) }),
                metadata: listOf(
                  fields({ id: text, baremetal: { type: 'boolean' } }, 'id'),
                ),
              }),
            }),
          },
          'endpoint',
          'serviceAccountSecret',
        ),
        kubernetes: fields(
          { kubeConfigSecret: namespacedName },
          'kubeConfigSecret',
        ),
      },
      'provider',
    ),
    status: fields({}),
  },
  {
    kind: 'Identity',
    plural: 'identities',
    spec: fields({ provider }, 'provider'),
    status: fields({}),
  },
  {
    kind: 'OpenstackIdentity',
    plural: 'openstackidentities',
    spec: fields({ userID: text, password: text, projectID: text }),
  },
];

/**
 * What an embedded Kubernetes API serves of the region API, for
 * `EmbeddedKubernetes.start`: its resources, and Secrets.
 *
 * @public
 */
export const UNIKORN_RESOURCES: CustomResource[] = [
  ...DEFINITIONS.map(({ kind, plural, status }) => ({
    group: GROUP,
    version: VERSION,
    plural,
    kind,
    status: status !== undefined,
  })),
  { group: '', version: 'v1', plural: 'secrets', kind: 'Secret' },
];

/**
 * The same for a real API server: definitions of custom resources, with what
 * this project reads and writes of them and no more.
 *
 * @returns bodies for `POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions`
 * @public
 */
export function unikornDefinitions(): object[] {
  return DEFINITIONS.map(({ kind, plural, spec, status }) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLocaleLowerCase('en-US'),
      },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: fields(
              { spec, ...(status && { status }) },
              'spec',
            ),
          },
          ...(status && { subresources: { status: {} } }),
        },
      ],
    },
  }));
}
