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
import type { CloudRequest, CloudService } from './CloudRequest';

/**
 * What can go wrong with a request:
 *
 * - `slow`: it is served `ms` later;
 * - `frozen`: nothing is answered until the fault is removed, then it is served;
 * - `unauthorized`: 401, as when a token has just run out;
 * - `unavailable`: 503 with the page of a proxy;
 * - `malformed`: 200 with half of the JSON;
 * - `dropped`: the connection is reset without an answer;
 * - `answer`: this status and body, whatever was asked;
 * - `altered`: it is served, and the text of the answer is what `alter` makes of it.
 *
 * @public
 */
export type OpenStackFault =
  | { kind: 'slow'; ms: number }
  | { kind: 'frozen' }
  | { kind: 'unauthorized' }
  | { kind: 'unavailable' }
  | { kind: 'malformed' }
  | { kind: 'dropped' }
  | { kind: 'answer'; status: number; body?: unknown }
  | { kind: 'altered'; alter: (text: string) => string };

/**
 * Which requests a fault hits, and when. What is absent matches everything.
 *
 * @public
 */
export interface OpenStackFaultOptions {
  service?: CloudService;
  /** What the path ends with: `servers/detail`. */
  path?: string;
  /** How many requests that match are served before it strikes. Default 0. */
  after?: number;
  /** How many requests it hits before it is gone; without it, all until it is removed. */
  times?: number;
}

/** A fault that has struck a request. @internal */
export interface OpenStackStrike {
  fault: OpenStackFault;
  /** Resolves when a frozen request may go on. */
  removed: Promise<void>;
}

interface Rule extends OpenStackStrike {
  options: OpenStackFaultOptions;
  before: number;
  left: number;
  hits: number;
  release: () => void;
}

/**
 * Faults on demand: what a client of OpenStack has to survive, at the moment the test wants it.
 *
 * @public
 */
export class OpenStackFaults {
  readonly #rules: Rule[] = [];

  /** Puts a fault in force. Faults are tried in the order they were added; the first that matches strikes. */
  add(fault: OpenStackFault, options: OpenStackFaultOptions = {}): FaultHandle {
    let release = () => {};
    const removed = new Promise<void>(resolve => {
      release = resolve;
    });
    const rule: Rule = {
      fault,
      options,
      before: options.after ?? 0,
      left: options.times ?? Infinity,
      hits: 0,
      removed,
      release,
    };
    this.#rules.push(rule);
    return {
      get hits() {
        return rule.hits;
      },
      remove: () => this.#remove(rule),
    };
  }

  /** Ends all faults; what they froze is served now. */
  clear(): void {
    [...this.#rules].forEach(rule => this.#remove(rule));
  }

  /** @internal */
  strike(request: CloudRequest): OpenStackStrike | undefined {
    const rule = this.#rules.find(candidate => strikes(candidate, request));
    if (!rule) {
      return undefined;
    }
    rule.hits++;
    rule.left--;
    if (rule.left === 0) {
      // It has done its part, but what it froze stays so until it is removed.
      this.#rules.splice(this.#rules.indexOf(rule), 1);
    }
    return rule;
  }

  #remove(rule: Rule): void {
    const index = this.#rules.indexOf(rule);
    if (index >= 0) {
      this.#rules.splice(index, 1);
    }
    rule.release();
  }
}

function strikes(rule: Rule, request: CloudRequest): boolean {
  const { service, path = '' } = rule.options;
  if (
    (service !== undefined && service !== request.service) ||
    !request.path.endsWith(path)
  ) {
    return false;
  }
  if (rule.before > 0) {
    rule.before--;
    return false;
  }
  return true;
}
