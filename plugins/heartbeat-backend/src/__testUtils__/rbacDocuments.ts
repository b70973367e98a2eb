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

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const PAGE = join(__dirname, '../../../../docs/rbac.md');

const YAML_BLOCK = /```yaml\n([\s\S]*?)```/g;

const metadata = z.strictObject({
  name: z.string(),
  namespace: z.string().optional(),
});

const apiVersion = z.literal('rbac.authorization.k8s.io/v1');

const role = z.strictObject({
  apiVersion,
  kind: z.enum(['ClusterRole', 'Role']),
  metadata,
  rules: z.array(
    z.strictObject({
      apiGroups: z.array(z.string()),
      resources: z.array(z.string()),
      resourceNames: z.array(z.string()).optional(),
      verbs: z.array(
        z.enum([
          'get',
          'list',
          'watch',
          'create',
          'update',
          'patch',
          'delete',
          'deletecollection',
        ]),
      ),
    }),
  ),
});

const binding = z.strictObject({
  apiVersion,
  kind: z.enum(['ClusterRoleBinding', 'RoleBinding']),
  metadata,
  roleRef: z.strictObject({
    apiGroup: z.literal('rbac.authorization.k8s.io'),
    kind: z.enum(['ClusterRole', 'Role']),
    name: z.string(),
  }),
  subjects: z.array(
    z.strictObject({
      kind: z.literal('ServiceAccount'),
      name: z.string(),
      namespace: z.string(),
    }),
  ),
});

/** A Role or a binding, of a namespace or of the cluster. */
export type RbacDocument = z.infer<typeof role> | z.infer<typeof binding>;
export type RoleDocument = z.infer<typeof role>;
export type BindingDocument = z.infer<typeof binding>;

export function isRole(document: RbacDocument): document is RoleDocument {
  return 'rules' in document;
}

export function isBinding(document: RbacDocument): document is BindingDocument {
  return 'subjects' in document;
}

/**
 * The documents that `docs/rbac.md` shows under a heading, up to the next one:
 * what a reader copies from there.
 *
 * @throws if there is no such heading, nothing under it, or anything else than Roles and bindings
 */
export async function rbacDocuments(heading: string): Promise<RbacDocument[]> {
  const sections = (await readFile(PAGE, 'utf8')).split(/^#+ /m);
  const section = sections.find(text => text.startsWith(`${heading}\n`)) ?? '';
  const documents = [...section.matchAll(YAML_BLOCK)].flatMap(([, block]) =>
    parseAllDocuments(block).map(document =>
      z.union([role, binding]).parse(document.toJS()),
    ),
  );
  if (documents.length === 0) {
    throw new Error(`${PAGE} shows no YAML under the heading "${heading}"`);
  }
  return documents;
}

/**
 * The same documents for other namespaces than those of the page. What belongs
 * to the whole cluster gets a name of its own, so that it replaces nothing.
 *
 * @param namespaces - each namespace of the documents, and the one to take
 */
export function relocated(
  documents: RbacDocument[],
  namespaces: Record<string, string>,
): RbacDocument[] {
  const placeOf = (namespace: string) => {
    const place = namespaces[namespace];
    if (place === undefined) {
      throw new Error(`Nothing is said of the namespace "${namespace}"`);
    }
    return place;
  };
  const suffix = Object.values(namespaces).join('-');
  return documents.map(document => {
    const { name, namespace } = document.metadata;
    const moved = {
      ...document,
      metadata:
        namespace === undefined
          ? { name: `${name}-${suffix}` }
          : { name, namespace: placeOf(namespace) },
    };
    if (!isBinding(moved)) {
      return moved;
    }
    const { roleRef, subjects } = moved;
    return {
      ...moved,
      roleRef:
        roleRef.kind === 'ClusterRole'
          ? { ...roleRef, name: `${roleRef.name}-${suffix}` }
          : roleRef,
      subjects: subjects.map(subject => ({
        ...subject,
        namespace: placeOf(subject.namespace),
      })),
    };
  });
}
