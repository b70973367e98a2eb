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
 * What other backend plugins plug into.
 *
 * @packageDocumentation
 */

export * from './clusters';
export * from './extensions';
export * from './HeartbeatService';
export * from './heartbeatServiceRef';
export * from './monitor';
export * from './servers';
export * from './targets';

// For the backend plugin alone. What is tagged as internal is in no published declaration
// and in no API report; `export *` names nothing that would be missing there.
export * from './controllerNameProblem';
export * from './HeartbeatRegistrations';
export * from './heartbeatRegistrationsServiceRef';
export * from './leaseDurationProblem';
export * from './LeaseProgress';
