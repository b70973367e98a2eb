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

import type { Behaviour } from './behaviour';

/**
 * A controller of the demo world: its Lease, and how it treats it.
 *
 * @public
 */
export interface DemoController {
  /** The label's value, by which the portal knows it; `""` for an unnamed one. */
  name: string;
  namespace: string;
  /** The Lease's name. */
  lease: string;
  /** The label that bears the name. */
  label: string;
  /** The replica's name, where this is one of several of the same controller. */
  replica?: string;
  durationSeconds: number;
  behaviour: Behaviour;
  /** How far its clock is ahead of everybody else's; 0 by default. */
  clockAheadMs?: number;
  /**
   * Whether a new holder counts up `leaseTransitions` and writes a new
   * `acquireTime`, as client-go's leader election does. Kargo's heartbeats do
   * neither. False by default.
   */
  electsLeader?: boolean;
}
