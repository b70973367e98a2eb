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

import type { FaultHandle } from '@internal/test-support';
import type { RequestInfo } from './requestInfo';
import type { ObjectStore } from './ObjectStore';
import type { Verb } from './types';
import type { WatchHub } from './WatchHub';
import type { WatchStream } from './WatchStream';

/**
 * What can go wrong with a request:
 *
 * - `latency`: it is served `ms` later;
 * - `tooManyRequests`: 429 with `Retry-After` and a plain-text body, nothing is done;
 * - `internalError`: 500, nothing is done;
 * - `timeout`: 504 with a body that has no `kind`; with `landed`, the write has been done all the same;
 * - `dropped`: the connection is reset without an answer; with `landed`, after the write has been done;
 * - `frozen`: nothing is answered until the fault is removed, then the request is served;
 * - `proxyPage`: the HTML page of a proxy in between, nothing is done;
 * - `unauthorized`: 401, as when a token has just run out.
 *
 * @public
 */
export type Fault =
  | { kind: 'latency'; ms: number }
  | { kind: 'tooManyRequests'; retryAfterSeconds?: number }
  | { kind: 'internalError' }
  | { kind: 'timeout'; landed?: boolean }
  | { kind: 'dropped'; landed?: boolean }
  | { kind: 'frozen' }
  | { kind: 'proxyPage'; code?: number }
  | { kind: 'unauthorized' };

/**
 * Which requests a fault hits. What is absent matches everything. The name of an object that is being created is
 * in its body, so `name` never matches a `create`.
 *
 * @public
 */
export interface FaultMatch {
  verb?: Verb | Verb[];
  /** The plural, `leases`. */
  resource?: string;
  namespace?: string;
  name?: string;
}

/**
 * When a fault strikes.
 *
 * @public
 */
export interface FaultOptions extends FaultMatch {
  /** How many requests it hits before it is gone; without it, all until it is removed. */
  times?: number;
}

/** A fault that has struck a request. @internal */
export interface Strike {
  fault: Fault;
  /** Resolves when a frozen request may go on. */
  removed: Promise<void>;
}

interface Rule {
  fault: Fault;
  match: FaultMatch;
  left: number;
  hits: number;
  removed: Promise<void>;
  release: () => void;
}

/**
 * Faults on demand: what a client of Kubernetes has to survive, at the moment the test wants it.
 *
 * @public
 */
export class Faults {
  readonly #store: ObjectStore;
  readonly #watches: WatchHub;
  readonly #rules: Rule[] = [];
  #freeze: FaultHandle | undefined;

  /** @internal */
  constructor(options: { store: ObjectStore; watches: WatchHub }) {
    this.#store = options.store;
    this.#watches = options.watches;
  }

  /** Puts a fault in force. Faults are tried in the order they were added; the first that matches strikes. */
  add(fault: Fault, options: FaultOptions = {}): FaultHandle {
    const { times = Infinity, ...match } = options;
    let release = () => {};
    const removed = new Promise<void>(resolve => {
      release = resolve;
    });
    const rule: Rule = { fault, match, left: times, hits: 0, removed, release };
    this.#rules.push(rule);
    return {
      get hits() {
        return rule.hits;
      },
      remove: () => this.#remove(rule),
    };
  }

  /** Ends all faults, a freeze included. */
  clear(): void {
    this.thaw();
    [...this.#rules].forEach(rule => this.#remove(rule));
  }

  /**
   * Freezes the server, as SIGSTOP does: connections are accepted, nothing is answered, watches fall silent, until
   * `thaw`.
   */
  freeze(): void {
    this.#freeze ??= this.add({ kind: 'frozen' });
    this.#watches.pause();
  }

  /** Ends a freeze; all that was held back is served. */
  thaw(): void {
    this.#freeze?.remove();
    this.#freeze = undefined;
    this.#watches.resume();
  }

  /** Ends open watches cleanly (`end`), by cutting the connection (`reset`), or leaves them open and silent (`silence`). */
  cutWatches(
    how: 'end' | 'reset' | 'silence',
    match: Pick<FaultMatch, 'resource' | 'namespace'> = {},
  ): void {
    for (const stream of this.#matching(match)) {
      if (how === 'end') {
        stream.end();
      } else if (how === 'reset') {
        stream.reset();
      } else {
        stream.pause();
      }
    }
  }

  /** Sends a line that is no watch event down the open watches. */
  malformWatches(
    line = '{"type":"MODIFIED","object":{"kind":"Le',
    match: Pick<FaultMatch, 'resource' | 'namespace'> = {},
  ): void {
    this.#matching(match).forEach(stream => stream.sendRaw(`${line}\n`));
  }

  /** Forgets the history: a watch that resumes from before now is told 410, and so is the next page of a list. */
  compact(): void {
    this.#store.compact();
  }

  /** The fault that hits this request, if one does. @internal */
  strike({ target }: RequestInfo): Strike | undefined {
    const rule = this.#rules.find(
      ({ match, left }) => left > 0 && matches(match, target),
    );
    if (!rule) {
      return undefined;
    }
    rule.hits++;
    rule.left--;
    return { fault: rule.fault, removed: rule.removed };
  }

  #matching(match: Pick<FaultMatch, 'resource' | 'namespace'>): WatchStream[] {
    return this.#watches.streams.filter(
      ({ options: { resource, namespace } }) =>
        (match.resource ?? resource.plural) === resource.plural &&
        (match.namespace ?? namespace) === namespace,
    );
  }

  #remove(rule: Rule): void {
    const index = this.#rules.indexOf(rule);
    if (index >= 0) {
      this.#rules.splice(index, 1);
    }
    rule.release();
  }
}

function matches(match: FaultMatch, target: RequestInfo['target']): boolean {
  const { verb, resource, namespace, name } = match;
  if (!target) {
    // discovery and health are hit by faults that match everything
    return [verb, resource, namespace, name].every(part => part === undefined);
  }
  return (
    (verb === undefined || [verb].flat().includes(target.verb)) &&
    (resource === undefined || resource === target.plural) &&
    (namespace === undefined || namespace === target.namespace) &&
    (name === undefined || name === target.name)
  );
}
