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

import type { HumanDuration } from '@backstage/types';

/**
 * Gives parts of a backend a heartbeat of their own: a Lease each, renewed for
 * as long as this process lives, in the cluster and namespace of
 * `heartbeat.renewer`. See {@link heartbeatServiceRef}.
 *
 * @public
 */
export interface HeartbeatService {
  /**
   * Begins a heartbeat. It is written as soon as the Heartbeat plugin is up and
   * knows its cluster, and ends with the process. Where the plugin is not
   * installed in this backend, or its renewer is not enabled, nothing is written
   * and the log says so.
   *
   * @throws InputError where no Lease label can bear the name, or the duration is
   * under a second
   * @throws ConflictError where another one in this process has the name
   */
  register(options: HeartbeatRegistrationOptions): RegisteredHeartbeat;
}

/** @public */
export interface HeartbeatRegistrationOptions {
  /**
   * The controller's name, as entities and screens call it: at most 63 letters,
   * digits, `-`, `_` and `.`.
   */
  controller: string;
  /** For how long a renewal holds, in whole seconds. Default: that of `heartbeat.renewer`. */
  duration?: HumanDuration;
}

/** @public */
export interface RegisteredHeartbeat {
  /**
   * Says what was done last, for people: it is on the screen with its age, so that
   * "alive but stuck" can be told from alive. Costs nothing but memory: it goes
   * along with the next renewal. Everybody who may read heartbeats reads it, so
   * it is no place for secrets.
   *
   * @param message - a sentence; what is beyond 200 characters is not shown
   */
  progress(message: string): void;
  /** Ends the heartbeat before the process ends: it is shown as stopped. */
  stop(): Promise<void>;
}
