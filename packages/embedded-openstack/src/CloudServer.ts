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

import { randomBytes, randomUUID } from 'node:crypto';
import type { CloudNode } from './CloudNode';
import type { Flavor } from './flavors';
import { MOVES, type ServerMove, type ServerStep } from './serverMoves';
import { POWER, statusOf, type ServerState } from './ServerState';

/**
 * A server to be made.
 *
 * @public
 */
export interface ServerOptions {
  /** The project's id. */
  projectId: string;
  name: string;
  /** Default: one of half a gigabyte that is not listed. */
  flavor?: Flavor;
  /** Default: any; `undefined` given as such for a server that boots from a volume. */
  imageId?: string;
  /** What its network is called. Default `net1`. */
  network?: string;
  /** Default: any of OpenStack's. */
  macAddress?: string;
  /** The bare metal that it is to run on. */
  node?: CloudNode;
}

/** A flavor that is no longer offered, as happens. */
const RETIRED_FLAVOR: Flavor = {
  id: randomUUID(),
  name: 'm1.tiny',
  ram: 512,
  vcpus: 1,
  disk: 1,
  isPublic: true,
  projectIds: [],
};

/**
 * A server of Nova's, which lives as real ones do: a move takes it through one state
 * after the other, at the pace of the test.
 *
 * @example
 * ```ts
 * server.begin('stop'); // ACTIVE, powering-off
 * server.advance(); // SHUTOFF
 * server.do('start'); // ACTIVE again
 * ```
 *
 * @public
 */
export class CloudServer {
  readonly id = randomUUID();
  readonly name: string;
  readonly projectId: string;
  readonly network: string;
  readonly macAddress: string;
  readonly createdAt: Date;
  readonly node: CloudNode | undefined;
  #flavor: Flavor;
  #state: ServerState;
  #steps: ServerStep[] = [];
  #updatedAt: Date;
  #isGone = false;
  readonly #now: () => Date;
  readonly #onGone: (server: CloudServer) => void;

  /** @internal */
  constructor(
    options: ServerOptions,
    world: { now: () => Date; onGone: (server: CloudServer) => void },
  ) {
    this.name = options.name;
    this.projectId = options.projectId;
    this.network = options.network ?? 'net1';
    this.macAddress = options.macAddress ?? anyMacAddress();
    this.node = options.node;
    this.#flavor = options.flavor ?? RETIRED_FLAVOR;
    this.#now = world.now;
    this.#onGone = world.onGone;
    this.createdAt = world.now();
    this.#updatedAt = this.createdAt;
    this.#state = {
      vmState: 'building',
      taskState: 'scheduling',
      powerState: POWER.none,
      imageId: 'imageId' in options ? options.imageId : randomUUID(),
      hosted: false,
      connected: false,
    };
  }

  /** As Nova names it: `ACTIVE`. */
  get status(): string {
    return statusOf(this.#state);
  }

  get state(): Readonly<ServerState> {
    return this.#state;
  }

  get flavor(): Flavor {
    return this.#flavor;
  }

  get updatedAt(): Date {
    return this.#updatedAt;
  }

  /** Whether Nova has forgotten it. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * Begins a move: the server is in the first state on the way.
   *
   * @param to - for `rebuild` and `failRebuild` the image (default: the same), for `resize` the flavor
   * @throws Error when Nova would refuse it in the server's state
   */
  begin(
    move: ServerMove,
    to: { imageId?: string; flavor?: Flavor } = {},
  ): this {
    const { from, steps } = MOVES[move];
    if (from && !(from.includes(this.#state.vmState) && !this.#isBusy)) {
      throw new Error(
        `${this.name} is ${
          this.#isBusy ? 'busy' : this.#state.vmState
        }: ${move} needs a server at rest that is ${from.join(' or ')}`,
      );
    }
    this.#steps = steps.filter(step => this.node || !isOnlyOfNode(step));
    this.advance();
    if (to.imageId !== undefined) {
      this.force({ imageId: to.imageId });
    }
    this.#flavor = to.flavor ?? this.#flavor;
    return this;
  }

  /** Takes the next step of what is under way. @returns false when there was none */
  advance(): boolean {
    const step = this.#steps.shift();
    if (!step) {
      return false;
    }
    const { launches, terminates, gone, node, ...state } = step;
    this.force({
      ...state,
      ...(launches && { launchedAt: this.#now() }),
      ...(terminates && { terminatedAt: this.#now() }),
    });
    if (this.node && node) {
      this.node.instanceId = this.id;
      this.node.provisionState = node;
    }
    if (gone) {
      this.#isGone = true;
      this.node?.release();
      this.#onGone(this);
    }
    return true;
  }

  /** Takes all steps that are left. */
  settle(): this {
    while (this.advance()) {
      // Each has done its part.
    }
    return this;
  }

  /** Begins a move and settles it. */
  do(move: ServerMove, to?: { imageId?: string; flavor?: Flavor }): this {
    return this.begin(move, to).settle();
  }

  /** Puts it in a state that no move leads to. */
  force(state: Partial<ServerState>): this {
    this.#state = { ...this.#state, ...state };
    this.#updatedAt = this.#now();
    return this;
  }

  /** A server that waits to be built has nothing under way yet, though it has a task. */
  get #isBusy(): boolean {
    return (
      this.#steps.length > 0 ||
      (this.#state.vmState !== 'building' &&
        this.#state.taskState !== undefined)
    );
  }
}

function isOnlyOfNode(step: ServerStep): boolean {
  return Object.keys(step).every(key => key === 'node');
}

/** The prefix is OpenStack's own. */
function anyMacAddress(): string {
  const tail = randomBytes(3).toString('hex').match(/../g) ?? [];
  return ['fa', '16', '3e', ...tail].join(':');
}
