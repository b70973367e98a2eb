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
 * The catalog: which entities stand before which subjects, and who may be told of
 * what.
 *
 * Who is bound to what: an entity says it by its annotations and labels
 * (`CatalogEntities` reads them), or a subject says by which entities it was named.
 * `EntityIndex` answers for both, and lists what entities wait for.
 *
 * By whose right: the annotations of all entities are read by the plugin's own
 * right, once for all callers (`EntityDirectory`). Without those that a caller may
 * not read nobody would know what is to be kept from that caller. An answer is as
 * good as new for 10 s, and good enough for 30 s while it is read anew.
 *
 * Who may be told of what: whoever asks comes through `Callers`, and needs
 * `heartbeat.read` each time. `CallerRights` asks the permission policy what a caller
 * may read, and the catalog, as that caller, only where the policy says neither yes
 * nor no; it keeps the answer for that caller alone, for 5 s. `Visibility` is what
 * comes of both. What belongs to entities is told to those who may read one of them,
 * and with those entities alone. What belongs to none is told to all who have the
 * permission.
 *
 * When the catalog does not answer: what it said last stays in force, and each answer
 * says that it may be out of date, and why. If it has never answered, nothing is told
 * but to those who may read every entity. If it is not known what a caller may read,
 * that caller is told only of what belongs to no entity. Who looks up entities for no
 * caller, as notifications do, gets an error and decides what that means.
 *
 * @packageDocumentation
 */

export { bindingKeys } from './bindings';
export { Callers } from './Callers';
export { CallerRights } from './CallerRights';
export { CatalogEntities, type AnnotatedEntity } from './CatalogEntities';
export type { Claim, ClaimReader } from './Claim';
export { EntityDirectory } from './EntityDirectory';
export { EntityIndex, NO_ENTITIES, type ClaimOfEntities } from './EntityIndex';
export { runbooksOf } from './runbooks';
export type { Visibility } from './Visibility';
