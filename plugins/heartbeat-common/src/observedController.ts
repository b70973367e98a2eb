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

import type {
  HeartbeatTransition,
  ObservedHeartbeat,
  ObservedRestart,
} from './observedHeartbeat';

/**
 * The current verdict on one controller: that on its Lease, or that on its best
 * replica where it has several.
 *
 * @public
 */
export interface ObservedController {
  /** Of its Lease: `cluster/namespace/lease`. With replicas: `cluster/namespace/replicas/<controller>`. */
  id: string;
  /** The Lease that speaks for it. */
  best: ObservedHeartbeat;
  /** Each of them, by name; absent where its Lease does not say that it is one of several. */
  replicas?: ObservedHeartbeat[];
}

/**
 * A change of the verdict on a controller. What a replica does is one only where
 * it changes what the controller is.
 *
 * @public
 */
export interface ControllerTransition extends HeartbeatTransition {
  /** As it is now. */
  controller: ObservedController;
}

/**
 * A restart that changed no verdict: another process is behind a Lease, and none
 * was missed in between.
 *
 * @public
 */
export interface ControllerRestart extends ObservedRestart {
  /** As it is now. */
  controller: ObservedController;
  /** Whose Lease it is, where there are several. */
  replica?: string;
}
