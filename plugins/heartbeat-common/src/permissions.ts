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

import { createPermission } from '@backstage/plugin-permission-common';

/**
 * The right to read heartbeats at all. What belongs to entities is told only to
 * those who may read one of them (`catalog.entity.read`); what belongs to none is
 * told to all who have this right.
 *
 * @public
 */
export const heartbeatReadPermission = createPermission({
  name: 'heartbeat.read',
  attributes: { action: 'read' },
});

/**
 * The right to have servers asked now, and not only when they are due; of those that
 * one may read.
 *
 * @public
 */
export const heartbeatCheckTriggerPermission = createPermission({
  name: 'heartbeat.check.trigger',
  attributes: { action: 'update' },
});

/**
 * All permissions of this plugin.
 *
 * @public
 */
export const heartbeatPermissions = [
  heartbeatReadPermission,
  heartbeatCheckTriggerPermission,
];
