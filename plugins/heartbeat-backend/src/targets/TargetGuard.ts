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

import { isIPv4 } from 'node:net';
import type {
  Target,
  TargetAddress,
  Targets,
  VettedTarget,
} from 'backstage-plugin-heartbeat-node';
import { abortable } from '../time/abortable';
import { parseAddress, type Address } from './AddressBlock';
import { RULES_KEY, TargetRule, type AllowRule } from './AllowRule';
import type { Lookup } from './Lookup';
import { NameLookup } from './NameLookup';
import { readHost } from './readHost';
import { TargetError } from './TargetError';
import { vetAddress } from './vetAddress';

const MAX_PORT = 65_535;

/** Any public server may be where an operator's server sends us, at the ports of the web. */
const REDIRECTS = new TargetRule({
  rule: { hosts: ['*'] },
  key: 'redirects',
});

/** A target that has been read. */
interface ReadTarget extends Target {
  /** Absent: `host` is a name. */
  address?: Address;
}

function toTargetAddress(address: string): TargetAddress {
  return { address, family: isIPv4(address) ? 4 : 6 };
}

function refusal({ isRedirect }: Target, message: string): TargetError {
  return new TargetError(
    isRedirect ? 'redirect-forbidden' : 'target-forbidden',
    isRedirect ? `It redirects to where it may not: ${message}` : message,
  );
}

/**
 * Decides which targets may be asked, and finds where they are. What it allows
 * stands at the head of this folder.
 *
 * @internal
 */
export class TargetGuard {
  readonly #rules: TargetRule[];
  readonly #lookup: Lookup;

  /** @throws InputError if a rule is not usable */
  constructor(options: {
    /** What entities may name. */
    allow: AllowRule[];
    /** Default: that of this machine. */
    lookup?: Lookup;
  }) {
    this.#rules = options.allow.map(
      (rule, index) => new TargetRule({ rule, key: `${RULES_KEY}[${index}]` }),
    );
    const names = new NameLookup();
    this.#lookup =
      options.lookup ?? ((name, signal) => names.lookup(name, signal));
  }

  /** False: entities may name nothing. */
  get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /** What those are given who connect until this signal is given. */
  targets(signal: AbortSignal): Targets {
    return { vet: target => this.vet(target, { signal }) };
  }

  /**
   * Vets a target and finds where it is.
   *
   * @throws TargetError, with `timeout` once the signal is given
   */
  async vet(
    target: Target,
    { signal }: { signal: AbortSignal },
  ): Promise<VettedTarget> {
    const read = this.#read(target);
    if (read.address) {
      return { addresses: [toTargetAddress(read.host)], dnsMs: 0 };
    }
    const startMs = performance.now();
    const found = await this.#find(read.host, signal);
    for (const text of found) {
      this.#vetAddress(read, text);
    }
    return {
      addresses: found.map(toTargetAddress),
      dnsMs: performance.now() - startMs,
    };
  }

  /**
   * Vets a target as far as it can be without looking its name up.
   *
   * @throws TargetError
   */
  vetBeforeLookup(target: Target): void {
    this.#read(target);
  }

  #read(target: Target): ReadTarget {
    const host = readHost(target.host);
    if (host === undefined) {
      throw refusal(target, `${JSON.stringify(target.host)} is not a host`);
    }
    const { port } = target;
    if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) {
      throw refusal(target, `${port} is not a port`);
    }
    const read = { ...target, host, address: parseAddress(host) };
    if (read.address) {
      this.#vetAddress(read, host);
    } else if (!isFree(read) && this.#rulesFor(read).length === 0) {
      throw refusal(target, `no rule of ${RULES_KEY} allows ${host}:${port}`);
    }
    return read;
  }

  /** @param text - where the target is */
  #vetAddress(target: ReadTarget, text: string): void {
    if (isFree(target)) {
      return;
    }
    const address = parseAddress(text);
    const { kind, word } = address
      ? vetAddress(address)
      : { kind: 'never', word: 'not an address' };
    const where = target.address ? '' : `${target.host} leads to `;
    if (!address || kind === 'never') {
      throw refusal(target, `${where}${text} (${word}), which is never asked`);
    }
    const rules = this.#rulesFor(target);
    const isNamed = !target.address || target.trust === 'operator';
    const isAllowed =
      rules.some(rule => rule.includes(address)) ||
      (kind === 'public' && isNamed && rules.length > 0);
    if (!isAllowed) {
      throw refusal(
        target,
        `${where}${text}:${target.port} (${word}), which no rule of ${RULES_KEY} allows`,
      );
    }
  }

  /** The rules that have a say in this. */
  #rulesFor(target: ReadTarget): TargetRule[] {
    const rules =
      target.trust === 'operator' ? [...this.#rules, REDIRECTS] : this.#rules;
    return rules.filter(
      rule =>
        rule.allowsPort(target.port) &&
        (target.address !== undefined || rule.namesHost(target.host)),
    );
  }

  async #find(host: string, signal: AbortSignal): Promise<string[]> {
    try {
      signal.throwIfAborted();
      const found = await abortable(this.#lookup(host, signal), signal);
      if (found.length === 0) {
        throw new TargetError('name-not-found', `${host} has no address`);
      }
      return found.map(({ address }) => address);
    } catch (error) {
      throw signal.aborted
        ? new TargetError('timeout', `DNS did not answer for ${host} in time`)
        : error;
    }
  }
}

/** What the operator named needs nobody's leave. All else does, whoever said it. */
function isFree({ trust, isRedirect }: Target): boolean {
  return trust === 'operator' && !isRedirect;
}
