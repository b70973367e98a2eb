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

import type { Stored } from './ObjectStore';
import type { ResourceDefinition } from './resources';

const TABLE_HEAD = '"kind":"Table","apiVersion":"meta.k8s.io/v1"';

/** True when the client would rather have the table that kubectl prints. @internal */
export function wantsTable(accept: string | undefined): boolean {
  const [first] = (accept ?? '').split(',');
  return /;\s*as=Table\b/.test(first) && /;\s*v=v1(;|$)/.test(first);
}

/**
 * Objects as a Table, one row each, with the columns of the resource and each row's metadata.
 *
 * @param metadata - the list's own, as JSON text
 * @internal
 */
export function tableOf(
  resource: ResourceDefinition,
  rows: Stored[],
  metadata: string,
): string {
  const columns = resource.columns.map(({ name, cell }) => ({
    name,
    type: 'string',
    format: cell === 'name' ? 'name' : '',
    description: '',
    priority: 0,
  }));
  return `{${TABLE_HEAD},"metadata":${metadata},"columnDefinitions":${JSON.stringify(
    columns,
  )},"rows":${JSON.stringify(rows.map(row => rowOf(resource, row)))}}`;
}

function rowOf(resource: ResourceDefinition, { name, object }: Stored) {
  const cells = resource.columns.map(({ cell }) => {
    switch (cell) {
      case 'name':
        return name;
      case 'age':
        return age(object.metadata.creationTimestamp);
      default:
        return cell(object);
    }
  });
  return {
    cells,
    object: {
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: object.metadata,
    },
  };
}

/** An age as kubectl writes it: two units at most, the finer one while it matters. */
function age(since: string | undefined): string {
  if (since === undefined) {
    return '<unknown>';
  }
  const seconds = Math.max(
    0,
    Math.floor((Date.now() - Date.parse(since)) / 1000),
  );
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (seconds < 120) {
    return `${seconds}s`;
  }
  if (minutes < 10) {
    return `${minutes}m${seconds % 60 ? `${seconds % 60}s` : ''}`;
  }
  if (minutes < 180) {
    return `${minutes}m`;
  }
  if (hours < 8) {
    return `${hours}h${minutes % 60 ? `${minutes % 60}m` : ''}`;
  }
  if (hours < 48) {
    return `${hours}h`;
  }
  return `${days}d`;
}
