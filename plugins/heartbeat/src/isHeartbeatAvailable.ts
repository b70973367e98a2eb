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

import type { Entity } from '@backstage/catalog-model';
import { RUNBOOK_ANNOTATION } from 'backstage-plugin-heartbeat-common';

/** What every annotation and label begins with that says what is behind an entity. */
const OURS = 'heartbeat/';

/**
 * Labels of others that modules of the backend bind entities by. The entity is all
 * that there is to decide by, before anything is asked.
 */
const OTHERS = ['unikorn-cloud.org/name'];

/**
 * Whether the entity says by an annotation or label of ours what is behind it:
 * controllers, Leases, servers, or whatever a module of the backend adds to
 * them; or by the label of the unikorn region API. A runbook alone says nothing of
 * that kind.
 *
 * @public
 */
export function isHeartbeatAvailable(entity: Entity): boolean {
  const { annotations = {}, labels = {} } = entity.metadata;
  return (
    OTHERS.some(label => label in labels) ||
    [...Object.keys(annotations), ...Object.keys(labels)].some(
      name => name.startsWith(OURS) && name !== RUNBOOK_ANNOTATION,
    )
  );
}
