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

import type { ServerDefinition } from 'backstage-plugin-heartbeat-node';
import type { ObservedServer } from './ObservedServer';

/**
 * What is known of a server before it is asked.
 *
 * @internal
 */
export interface ServerDescription
  extends Pick<
    ObservedServer,
    | 'id'
    | 'name'
    | 'title'
    | 'source'
    | 'provider'
    | 'target'
    | 'cluster'
    | 'bindings'
    | 'entityRefs'
    | 'intervalMs'
  > {
  readonly definition: ServerDefinition;
  /** What is asked at once: itself, or its group. Goes to one replica as a whole. */
  readonly unit: string;
}

/**
 * The id of a server in answers, in history and in the registry.
 *
 * @internal
 */
export function serverIdOf(source: string, name: string): string {
  return `server:${source}/${name}`;
}
