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
 * What the embedded servers, the demo and the tests have in common.
 *
 * @packageDocumentation
 */
export { cutConnection } from './cutConnection';
export { eventually } from './eventually';
export type { FaultHandle } from './FaultHandle';
export { HOST, listen } from './listen';
export { makeCertificate } from './makeCertificate';
export { wallClock, type WorldClock } from './WorldClock';
