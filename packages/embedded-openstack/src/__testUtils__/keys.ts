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

/** Of a server at Nova 2.90, once it has a host. */
export const KEYS_OF_A_SERVER = [
  'OS-DCF:diskConfig',
  'OS-EXT-AZ:availability_zone',
  'OS-EXT-SRV-ATTR:hostname',
  'OS-EXT-STS:power_state',
  'OS-EXT-STS:task_state',
  'OS-EXT-STS:vm_state',
  'OS-SRV-USG:launched_at',
  'OS-SRV-USG:terminated_at',
  'accessIPv4',
  'accessIPv6',
  'addresses',
  'config_drive',
  'created',
  'description',
  'flavor',
  'hostId',
  'id',
  'image',
  'key_name',
  'links',
  'locked',
  'locked_reason',
  'metadata',
  'name',
  'os-extended-volumes:volumes_attached',
  'progress',
  'security_groups',
  'status',
  'tags',
  'tenant_id',
  'trusted_image_certificates',
  'updated',
  'user_id',
];

/** Of a flavor at Nova 2.90. */
export const KEYS_OF_A_FLAVOR = [
  'OS-FLV-DISABLED:disabled',
  'OS-FLV-EXT-DATA:ephemeral',
  'description',
  'disk',
  'extra_specs',
  'id',
  'links',
  'name',
  'os-flavor-access:is_public',
  'ram',
  'rxtx_factor',
  'swap',
  'vcpus',
];

/** Of a node at Ironic 1.11. */
export const KEYS_OF_A_NODE = [
  'chassis_uuid',
  'clean_step',
  'console_enabled',
  'created_at',
  'driver',
  'driver_info',
  'driver_internal_info',
  'extra',
  'inspection_finished_at',
  'inspection_started_at',
  'instance_info',
  'instance_uuid',
  'last_error',
  'links',
  'maintenance',
  'maintenance_reason',
  'name',
  'ports',
  'power_state',
  'properties',
  'provision_state',
  'provision_updated_at',
  'reservation',
  'target_power_state',
  'target_provision_state',
  'updated_at',
  'uuid',
];
