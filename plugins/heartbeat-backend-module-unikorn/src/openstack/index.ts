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
 * OpenStack over plain HTTP, as far as the health of servers needs it: Keystone v3,
 * Nova at 2.90, Ironic at 1.11.
 *
 * One `KeystoneSession` per identity logs in once and keeps the token until shortly
 * before it ends, by our own clock; callers at the same time share a login, and a 401
 * brings one new login and one repetition. Each request has a deadline, each answer
 * a limit, each list a last page. Links in answers say which page comes next, never
 * which host: a token goes to the service of the catalog only.
 *
 * What is thrown is an `OpenstackError` that names service and place. It holds
 * neither credentials nor anything of a body, a header or a query: what others wrote
 * may repeat what they were sent.
 */
export { OpenstackError } from './OpenstackError';
export { OpenstackHttp } from './OpenstackHttp';
export { KeystoneSession, type Credentials } from './KeystoneSession';
export { findServer, listServers, type ListedServer } from './servers';
export { readNovaServer } from './readNovaServer';
export { type Flavor, listFlavors } from './flavors';
export { buildStepOf } from './nodes';
