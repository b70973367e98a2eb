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
 * The controllers behind an entity: one name, or several separated by commas.
 * An empty value names the unnamed controller (Kargo's `""`).
 *
 * @public
 */
export const CONTROLLER_ANNOTATION = 'heartbeat/controller';

/**
 * Leases behind an entity, by their place: `[cluster/]namespace/name`, several
 * separated by commas. Without a cluster it is meant in all of them.
 *
 * @public
 */
export const LEASE_ANNOTATION = 'heartbeat/lease';

/**
 * The label by which a Lease says which controller it is the heartbeat of,
 * when the configuration names no other.
 *
 * @public
 */
export const CONTROLLER_LABEL = 'heartbeat/controller';

/**
 * The label by which a Lease says that it is one of several of the same
 * controller: the replica's name. Leases of one namespace that bear it and name
 * the same controller are one controller, which is as well as its best replica.
 * Without it, each Lease is a heartbeat of its own.
 *
 * @public
 */
export const REPLICA_LABEL = 'heartbeat/replica';

/**
 * The annotation of a Lease in which its controller says what it did last, in
 * words for people: "alive but stuck" can be told from alive by it.
 *
 * @public
 */
export const PROGRESS_ANNOTATION = 'heartbeat/progress';

/**
 * The annotation of a Lease that says when, by the controller's clock, what
 * {@link PROGRESS_ANNOTATION} says was done: RFC 3339. Two steps that are told in
 * the same words are told apart by it.
 *
 * @public
 */
export const PROGRESS_TIME_ANNOTATION = 'heartbeat/progress-time';

/**
 * The servers behind an entity: one name of those that the operator configured,
 * or several separated by commas.
 *
 * @public
 */
export const SERVER_ANNOTATION = 'heartbeat/server';

/**
 * A URL at which the entity itself says whether it is healthy. It is asked if the
 * operator allows its host.
 *
 * @public
 */
export const HEALTH_URL_ANNOTATION = 'heartbeat/health-url';

/**
 * `host:port` at which the entity accepts connections. It is asked if the operator
 * allows it.
 *
 * @public
 */
export const HEALTH_TCP_ANNOTATION = 'heartbeat/health-tcp';

/**
 * A link to what to do when the entity's controllers are dead.
 *
 * @public
 */
export const RUNBOOK_ANNOTATION = 'heartbeat/runbook';
