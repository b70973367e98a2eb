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
 * The resources of the region API as they are read: only the fields that are used,
 * each object for itself, so that one that is odd is of no concern to the others.
 */
export {
  readRegion,
  type RegionResource,
  type OpenstackSettings,
} from './region';
export { readServer, type ServerResource } from './server';
export {
  readOpenstackIdentity,
  readServiceAccount,
  type ServiceAccount,
} from './credentials';
export * from './places';
export { ResourceApi } from './ResourceApi';
