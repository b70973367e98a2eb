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

import { randomUUID } from 'node:crypto';

/**
 * What Ironic is to know of a node at first.
 *
 * @public
 */
export interface NodeOptions {
  name: string;
  /** Default `available`. */
  provisionState?: string;
  /** Nova's id of the server on it. */
  instanceId?: string;
  /** The id of the project that may see it without being admin. */
  owner?: string;
}

/**
 * A machine of Ironic's. Its state is whatever a test says.
 *
 * @public
 */
export class CloudNode {
  readonly id = randomUUID();
  readonly name: string;
  readonly createdAt: Date;
  owner: string | undefined;
  instanceId: string | undefined;
  #provisionState: string;
  #updatedAt: Date;
  readonly #now: () => Date;

  /** @internal */
  constructor(options: NodeOptions, now: () => Date) {
    this.name = options.name;
    this.owner = options.owner;
    this.instanceId = options.instanceId;
    this.#provisionState = options.provisionState ?? 'available';
    this.#now = now;
    this.createdAt = now();
    this.#updatedAt = this.createdAt;
  }

  /** In Ironic's words: `enroll`, `manageable`, `wait call-back`, ... */
  get provisionState(): string {
    return this.#provisionState;
  }

  set provisionState(state: string) {
    this.#provisionState = state;
    this.#updatedAt = this.#now();
  }

  get updatedAt(): Date {
    return this.#updatedAt;
  }

  /** Ironic does so once a deleted server's machine is clean. */
  release(): void {
    this.instanceId = undefined;
    this.provisionState = 'available';
  }
}
