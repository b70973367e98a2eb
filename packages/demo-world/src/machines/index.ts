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
 * The regions of the demo: what a region service writes in a cluster, the OpenStack
 * behind each region, and machines that live there. It is not the region service:
 * nothing can be ordered from it, and it makes nothing true that is not in its plan
 * (`regionPlans.ts`). Whoever monitors the regions sees what they would see of real
 * ones.
 *
 * A machine lives in the time of a `WorldClock`. One whose life fails is told of and
 * stays as it is; the others live on.
 *
 * @packageDocumentation
 */
export { DemoRegion } from './DemoRegion';
export { DemoRegions, REGION_NAMESPACE, REGION_SECRETS } from './DemoRegions';
export { monitorRights } from './monitorRights';
export { RegionService } from './RegionService';
