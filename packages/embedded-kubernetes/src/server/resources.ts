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

import type { StatusCause } from './StatusError';
import {
  anything,
  int32,
  listOf,
  microTimeField,
  struct,
  text,
  type Decoder,
} from './decode/decoders';
import { isLabelName, isSubdomain, validateLeaseSpec } from './decode/rules';
import type { CustomResource, KubernetesObject } from './types';

/** A column that kubectl prints. @internal */
export interface Column {
  name: string;
  /** What kubectl prints; `age` is worked out when the row is made. */
  cell: 'name' | 'age' | ((object: KubernetesObject) => string);
}

/**
 * All that this server knows about one resource. Leases and Namespaces have Kubernetes' own rules; custom resources
 * keep any content.
 *
 * @internal
 */
export interface ResourceDefinition {
  group: string;
  version: string;
  /** `coordination.k8s.io/v1`, or `v1` in the core group. */
  apiVersion: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames: string[];
  /** Sections beside kind, apiVersion and metadata, in the order they are written. */
  sections: Record<string, Decoder>;
  /** A `status` subresource exists. */
  status: boolean;
  /** Sections that a write of the object itself leaves as they are. */
  keptOnUpdate: string[];
  /** `metadata.generation` counts changes of what is not metadata or status. */
  generation: boolean;
  /** PUT on a missing object creates it. */
  createOnUpdate: boolean;
  /** PUT without a resourceVersion overwrites. */
  unconditionalUpdate: boolean;
  /** The type is compiled into Kubernetes, so strategic merge patches and strict field validation work. */
  builtIn: boolean;
  /** The verbs that discovery names. */
  verbs: string[];
  validName(name: string): boolean;
  /** What is wrong with the sections of an object that could be read. */
  validate(object: KubernetesObject): StatusCause[];
  columns: Column[];
}

const VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

const NAME: Column = { name: 'Name', cell: 'name' };
const AGE: Column = { name: 'Age', cell: 'age' };

/** @internal */
export const LEASES: ResourceDefinition = {
  group: 'coordination.k8s.io',
  version: 'v1',
  apiVersion: 'coordination.k8s.io/v1',
  plural: 'leases',
  singular: 'lease',
  kind: 'Lease',
  namespaced: true,
  shortNames: [],
  sections: {
    spec: struct({
      holderIdentity: text,
      leaseDurationSeconds: int32,
      acquireTime: microTimeField,
      renewTime: microTimeField,
      leaseTransitions: int32,
      strategy: text,
      preferredHolder: text,
    }),
  },
  status: false,
  keptOnUpdate: [],
  generation: false,
  createOnUpdate: true,
  unconditionalUpdate: false,
  builtIn: true,
  verbs: VERBS,
  validName: isSubdomain,
  validate: validateLeaseSpec,
  columns: [
    NAME,
    {
      name: 'Holder',
      cell: ({ spec }) => String(section(spec).holderIdentity ?? ''),
    },
    AGE,
  ],
};

/** @internal */
export const NAMESPACES: ResourceDefinition = {
  group: '',
  version: 'v1',
  apiVersion: 'v1',
  plural: 'namespaces',
  singular: 'namespace',
  kind: 'Namespace',
  namespaced: false,
  shortNames: ['ns'],
  sections: {
    spec: struct({ finalizers: listOf(text) }),
    status: struct({ phase: text, conditions: anything }),
  },
  status: false,
  keptOnUpdate: ['spec', 'status'],
  generation: false,
  createOnUpdate: false,
  unconditionalUpdate: true,
  builtIn: true,
  verbs: VERBS.filter(verb => verb !== 'deletecollection'),
  validName: isLabelName,
  validate: () => [],
  columns: [
    NAME,
    {
      name: 'Status',
      cell: ({ status }) => String(section(status).phase ?? ''),
    },
    AGE,
  ],
};

/** The definition of a custom resource. @internal */
export function customResource(resource: CustomResource): ResourceDefinition {
  return {
    group: resource.group,
    version: resource.version,
    apiVersion: resource.group
      ? `${resource.group}/${resource.version}`
      : resource.version,
    plural: resource.plural,
    singular: resource.singular ?? resource.kind.toLowerCase(),
    kind: resource.kind,
    namespaced: resource.namespaced ?? true,
    shortNames: resource.shortNames ?? [],
    sections: { spec: anything, status: anything },
    status: resource.status ?? false,
    keptOnUpdate: resource.status ? ['status'] : [],
    generation: true,
    createOnUpdate: false,
    unconditionalUpdate: false,
    builtIn: false,
    verbs: VERBS,
    validName: isSubdomain,
    validate: () => [],
    columns: [NAME, AGE],
  };
}

function section(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
