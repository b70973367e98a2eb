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

/**
 * The metadata of a Kubernetes object, as far as this server keeps it.
 *
 * @public
 */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: Record<string, unknown>[];
  finalizers?: string[];
}

/**
 * Any Kubernetes object: identity, metadata, and sections such as `spec` and `status`.
 *
 * @public
 */
export interface KubernetesObject {
  kind: string;
  apiVersion: string;
  metadata: ObjectMeta;
  [section: string]: unknown;
}

/**
 * A verb as Kubernetes' own rights and audit records name it.
 *
 * @public
 */
export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection';

/**
 * One rule of the rights table. It reads like a rule of a Kubernetes Role, `'*'` included; `namespaces` narrows it,
 * and a rule without `namespaces` holds everywhere, cluster scope included.
 *
 * @public
 */
export interface Rule {
  verbs: (Verb | '*')[];
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  namespaces?: string[];
}

/**
 * What a user may do: everything, nothing but discovery, or what the rules say.
 *
 * @public
 */
export type Rights = 'admin' | 'none' | Rule[];

/**
 * A user of the embedded API and the bearer token that proves it.
 *
 * @public
 */
export interface KubernetesUser {
  name: string;
  /** Made up at random when absent. */
  token?: string;
  rights: Rights;
}

/**
 * A custom resource that the embedded API serves besides Leases and Namespaces.
 *
 * @public
 */
export interface CustomResource {
  /** Empty for what Kubernetes itself has in the core group, e.g. Nodes. */
  group: string;
  version: string;
  /** The lower-case plural of the URL, `servers`. */
  plural: string;
  kind: string;
  /** Defaults to the kind in lower case. */
  singular?: string;
  /** Defaults to true. */
  namespaced?: boolean;
  /** True when `status` is a subresource of its own: dropped on create, and written through `/status` only. */
  status?: boolean;
  shortNames?: string[];
}
