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

import { UNIKORN_API_VERSION } from './definitions';

/**
 * A resource of the region API, or a Secret, as JSON.
 *
 * @public
 */
export interface UnikornObject {
  apiVersion: string;
  kind: string;
  metadata: {
    namespace: string;
    name: string;
    labels?: Record<string, string>;
  };
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
}

/**
 * Where the URL of an object's kind ends: `servers`.
 *
 * @public
 */
export type UnikornPlural =
  | 'servers'
  | 'regions'
  | 'identities'
  | 'openstackidentities'
  | 'secrets';

const REGION_ID_LABEL = 'regions.unikorn-cloud.org/region-id';
const IDENTITY_ID_LABEL = 'regions.unikorn-cloud.org/identity-id';
const NAME_LABEL = 'unikorn-cloud.org/name';
const ORGANIZATION_LABEL = 'unikorn-cloud.org/organization';

/** Only the labels that have a value: an absent one is not an empty one. */
const labelled = (labels: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );

/**
 * The path to objects of a kind in a namespace.
 *
 * @public
 */
export function unikornPath(plural: UnikornPlural, namespace: string): string {
  const root =
    plural === 'secrets' ? '/api/v1' : `/apis/${UNIKORN_API_VERSION}`;
  return `${root}/namespaces/${namespace}/${plural}`;
}

/**
 * A Region behind which there is an OpenStack.
 *
 * @public
 */
export function regionObject(options: {
  namespace: string;
  /** The region's id. */
  name: string;
  /** What people call it. */
  title: string;
  /** Keystone. */
  endpoint: string;
  /** A Secret of the same namespace. */
  secret: string;
  /** Ids of the flavors that are bare metal. */
  baremetal?: string[];
}): UnikornObject {
  const { namespace, name, title, endpoint, secret, baremetal } = options;
  return {
    apiVersion: UNIKORN_API_VERSION,
    kind: 'Region',
    metadata: { namespace, name, labels: { [NAME_LABEL]: title } },
    spec: {
      provider: 'openstack',
      openstack: {
        endpoint,
        serviceAccountSecret: { name: secret, namespace },
        ...(baremetal && {
          compute: {
            flavors: {
              metadata: baremetal.map(id => ({ id, baremetal: true })),
            },
          },
        }),
      },
    },
  };
}

/**
 * The Secret of a Region's service account.
 *
 * @public
 */
export function regionSecret(options: {
  namespace: string;
  name: string;
  domainId: string;
  userId: string;
  password: string;
  projectId: string;
}): UnikornObject {
  const { namespace, name, domainId, userId, password, projectId } = options;
  const data = {
    'domain-id': domainId,
    'user-id': userId,
    password,
    'project-id': projectId,
  };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    ),
  };
}

/**
 * Who owns servers, and how OpenStack knows them: two objects of one name.
 *
 * @public
 */
export function identityObjects(options: {
  namespace: string;
  /** The identity's id. */
  name: string;
  userId: string;
  password: string;
  projectId: string;
}): { identity: UnikornObject; openstackIdentity: UnikornObject } {
  const { namespace, name, userId, password, projectId } = options;
  const common = {
    apiVersion: UNIKORN_API_VERSION,
    metadata: { namespace, name },
  };
  return {
    identity: { ...common, kind: 'Identity', spec: { provider: 'openstack' } },
    openstackIdentity: {
      ...common,
      kind: 'OpenstackIdentity',
      spec: { userID: userId, password, projectID: projectId },
    },
  };
}

/**
 * A Server; what is absent here is absent there.
 *
 * @public
 */
export function serverObject(options: {
  namespace: string;
  name: string;
  regionId?: string;
  identityId?: string;
  /** What Nova calls it. */
  novaName?: string;
  organization?: string;
  flavorId: string;
  imageId: string;
  networkId?: string;
}): UnikornObject {
  const { namespace, name, flavorId, imageId, networkId } = options;
  return {
    apiVersion: UNIKORN_API_VERSION,
    kind: 'Server',
    metadata: {
      namespace,
      name,
      labels: labelled({
        [REGION_ID_LABEL]: options.regionId,
        [IDENTITY_ID_LABEL]: options.identityId,
        [NAME_LABEL]: options.novaName,
        [ORGANIZATION_LABEL]: options.organization,
      }),
    },
    spec: {
      flavorID: flavorId,
      image: { id: imageId },
      ...(networkId && { networks: [{ id: networkId }] }),
    },
  };
}
