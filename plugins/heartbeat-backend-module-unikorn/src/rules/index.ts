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
 * What a poll of a server means, without asking anybody: pure functions from what
 * Nova and Ironic answered, and what the `Server` resource has in its status, to the
 * status it shall have, the patch that gets it there, and what is logged and measured
 * once it is there.
 *
 * They do what the original checker does, word for word where somebody may rely on
 * its words; where they do better, conformance M9-M28 says so. Nothing here clears
 * what was known once: a field that cannot be told keeps its value.
 */
export { healthyCondition, HEALTHY, withHealthy } from './healthyCondition';
export { type BuildStep, buildPhase, nextPhase } from './phase';
export { macAddress, type MacAddress } from './macAddress';
export { nextRebuildState, type ImageRef, imageRef } from './rebuild';
export { nextStatus, type NextStatus } from './nextStatus';
export { statusPatch } from './statusPatch';
export { type Transition, transitionsOf } from './transitions';
export { durationsOf, type MeasuredDuration } from './durations';
export { outcomeOf } from './outcomeOf';
export * from './serverTypes';
export { rfc3339 } from './rfc3339';
