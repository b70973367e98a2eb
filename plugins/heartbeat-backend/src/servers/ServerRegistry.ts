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
  ObservedServer,
  ServerTransition,
} from 'backstage-plugin-heartbeat-common';

/**
 * What is true of servers now, as far as this process knows: what it checks
 * itself, and what other replicas of the backend stored of theirs. The one place
 * that readers read, and that tells them of changes. It decides nothing and
 * remembers nothing that is over.
 *
 * @internal
 */
export class ServerRegistry {
  readonly #servers = new Map<string, ObservedServer>();
  /** The last transition of each server that this replica checks. */
  readonly #transitions = new Map<string, ServerTransition>();
  readonly #listeners = new Set<(id: string) => void>();
  readonly #transitionListeners = new Set<
    Parameters<ServerRegistry['onTransition']>[0]
  >();
  readonly #leftListeners = new Set<(id: string) => void>();
  #generation = 0;

  static create(): ServerRegistry {
    return new ServerRegistry();
  }

  private constructor() {}

  /** Another number after each change of any server. */
  get generation(): number {
    return this.#generation;
  }

  /** How many there are. */
  get size(): number {
    return this.#servers.size;
  }

  servers(): Iterable<ObservedServer> {
    return this.#servers.values();
  }

  server(id: string): ObservedServer | undefined {
    return this.#servers.get(id);
  }

  /** How a server that this replica checks came to its status. */
  transition(id: string): ServerTransition | undefined {
    return this.#transitions.get(id);
  }

  /** How each server that this replica checks came to its status. */
  transitions(): Iterable<ServerTransition> {
    return this.#transitions.values();
  }

  /** This replica has checked it. `transition`: what those who wait for news want to know. */
  set(server: ObservedServer, transition?: ServerTransition): void {
    const before = this.#servers.get(server.id);
    this.#servers.set(server.id, server);
    this.#generation++;
    if (transition) {
      this.#transitions.set(server.id, transition);
      for (const listener of this.#transitionListeners) {
        listener(transition, before);
      }
      this.#changed(server.id);
    }
  }

  /** Another replica has it; `isNews`: its status is another one. */
  setElsewhere(server: ObservedServer, isNews: boolean): void {
    this.#servers.set(server.id, { ...server, isElsewhere: true });
    this.#generation++;
    this.#leave(server.id);
    if (isNews) {
      this.#changed(server.id);
    }
  }

  /** It is not there any more. */
  delete(id: string): void {
    if (this.#servers.delete(id)) {
      this.#generation++;
      this.#leave(id);
      this.#changed(id);
    }
  }

  /** A server that this replica checks has another status; `before`: all that was known of it. */
  onTransition(
    listener: (
      transition: ServerTransition,
      before: ObservedServer | undefined,
    ) => void,
  ): void {
    this.#transitionListeners.add(listener);
  }

  /** This replica does not check it any more. */
  onLeft(listener: (id: string) => void): void {
    this.#leftListeners.add(listener);
  }

  /** The status of a server is not as it was, or it is not there any more. */
  onChange(listener: (id: string) => void): void {
    this.#listeners.add(listener);
  }

  #leave(id: string): void {
    if (this.#transitions.delete(id)) {
      for (const listener of this.#leftListeners) {
        listener(id);
      }
    }
  }

  #changed(id: string): void {
    for (const listener of this.#listeners) {
      listener(id);
    }
  }
}
