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
 * A small OpenStack for tests and the demo: Keystone v3, Nova and Ironic over real
 * HTTP on loopback, side by side under one port as `/identity`, `/compute` and
 * `/baremetal`.
 *
 * It promises that what asks it as this project does gets the status, the headers
 * that matter and the body that Keystone 22, Nova 26.2 (on MariaDB) and Ironic 21.4
 * give: the lists of servers, flavors and nodes in full, with their paging, their
 * microversions and their refusals; and that a server passes through the states that
 * a real one passes through. Tables of both are in the tests.
 *
 * It does not promise the rest: nothing can be ordered over HTTP (tests call
 * `EmbeddedOpenStack`), bodies do not follow the microversion but where it matters,
 * and what is not modelled is refused, never guessed.
 *
 * Servers move when a test says so, or by a script (`live`) in the time of a
 * `WorldClock`. Tokens age by this machine's clock. Data is in memory only.
 *
 * @packageDocumentation
 */
export {
  EmbeddedOpenStack,
  type EmbeddedOpenStackOptions,
} from './EmbeddedOpenStack';
export type { CloudProject, CloudRole, CloudUser } from './Cloud';
export { type CloudNode, type NodeOptions } from './CloudNode';
export type { CloudRequest, CloudService } from './CloudRequest';
export { type CloudServer, type ServerOptions } from './CloudServer';
export type { Flavor } from './flavors';
export {
  type OpenStackFault,
  type OpenStackFaultOptions,
  type OpenStackFaults,
} from './OpenStackFaults';
export { type OpenStackStats } from './OpenStackStats';
export type { ServerLife, ServerOrder } from './ServerLife';
export type { ServerMove } from './serverMoves';
export type { ServerState } from './ServerState';
