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
import { abortable } from '../../time/abortable';
import { parseAddress, type Address } from './AddressBlock';
import { RULES_KEY, TargetRule, type AllowRule } from './AllowRule';
import type { Lookup } from './Lookup';
import { NameLookup } from './NameLookup';
import { readHost } from './readHost';
import { TargetError } from './TargetError';
import { vetAddress } from './vetAddress';

/**
 * What is to be connected to.
 *
 * @internal
 */
export interface Target {
  /** A name or an address, with or without brackets. */
  host: string;
  port: number;
}

/**
 * Who wants to connect, and why.
 *
 * @internal
 */
export interface TargetOptions {
  trust: 'operator' | 'entity';
  /** The server of another origin sent us here. */
  isRedirect?: boolean;
}

/**
 * An address that may be connected to.
 *
 * @internal
 */
export interface TargetAddress {
  address: string;
  family: 4 | 6;
}

/**
 * Where a target is.
 *
 * @internal
 */
export interface VettedTarget {
  /** At least one. */
  addresses: TargetAddress[];
  /** How long the name took; 0 for an address. */
  dnsMs: number;
}

const MAX_PORT = 65_535;

/** Any public server may be where an operator's server sends us, at the ports of the web. */
const REDIRECTS = TargetRule.create({ hosts: ['*'] }, 'redirects');

/** A target that has been read. */
interface ReadTarget {
  host: string;
  port: number;
  /** Absent: `host` is a name. */
  address?: Address;
}

function toTargetAddress(address: string): TargetAddress {
  return { address, family: isIPv4(address) ? 4 : 6 };
}

function refusal(options: TargetOptions, message: string): TargetError {
  return new TargetError(
    options.isRedirect ? 'redirect-forbidden' : 'target-forbidden',
    options.isRedirect
      ? `It redirects to where it may not: ${message}`
      : message,
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
  static create(options: {
    /** What entities may name. */
    allow: AllowRule[];
    /** Default: that of this machine. */
    lookup?: Lookup;
  }): TargetGuard {
    return new TargetGuard(options);
  }

  private constructor(options: { allow: AllowRule[]; lookup?: Lookup }) {
    this.#rules = options.allow.map((rule, index) =>
      TargetRule.create(rule, `${RULES_KEY}[${index}]`),
    );
    const names = NameLookup.create();
    this.#lookup =
      options.lookup ?? ((name, signal) => names.lookup(name, signal));
  }

  /** False: entities may name nothing. */
  get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /**
   * Resolves a target and vets where it is.
   *
   * @throws TargetError, with `timeout` once the signal is given
   */
  async resolve(
    target: Target,
    options: TargetOptions & { signal: AbortSignal },
  ): Promise<VettedTarget> {
    const read = this.#vet(target, options);
    if (read.address) {
      return { addresses: [toTargetAddress(read.host)], dnsMs: 0 };
    }
    const startMs = performance.now();
    const found = await this.#find(read.host, options.signal);
    for (const text of found) {
      this.#vetAddress(read, text, options);
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
  vet(target: Target, options: TargetOptions): void {
    this.#vet(target, options);
  }

  #vet(target: Target, options: TargetOptions): ReadTarget {
    const host = readHost(target.host);
    if (host === undefined) {
      throw refusal(options, `${JSON.stringify(target.host)} is not a host`);
    }
    const { port } = target;
    if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) {
      throw refusal(options, `${port} is not a port`);
    }
    const read = { host, port, address: parseAddress(host) };
    if (read.address) {
      this.#vetAddress(read, host, options);
    } else if (
      isVetted(options) &&
      this.#rulesFor(read, options).length === 0
    ) {
      throw refusal(options, `no rule of ${RULES_KEY} allows ${host}:${port}`);
    }
    return read;
  }

  /** @param text - where the target is */
  #vetAddress(target: ReadTarget, text: string, options: TargetOptions): void {
    if (!isVetted(options)) {
      return;
    }
    const address = parseAddress(text);
    const { kind, word } = address
      ? vetAddress(address)
      : { kind: 'never', word: 'not an address' };
    const where = target.address ? '' : `${target.host} leads to `;
    if (!address || kind === 'never') {
      throw refusal(options, `${where}${text} (${word}), which is never asked`);
    }
    const rules = this.#rulesFor(target, options);
    const isNamed = !target.address || options.trust === 'operator';
    const isAllowed =
      rules.some(rule => rule.includes(address)) ||
      (kind === 'public' && isNamed && rules.length > 0);
    if (!isAllowed) {
      throw refusal(
        options,
        `${where}${text}:${target.port} (${word}), which no rule of ${RULES_KEY} allows`,
      );
    }
  }

  /** The rules that have a say in this. */
  #rulesFor(target: ReadTarget, options: TargetOptions): TargetRule[] {
    const rules =
      options.trust === 'operator' ? [...this.#rules, REDIRECTS] : this.#rules;
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

/** What the operator named needs nobody's leave. */
function isVetted({ trust, isRedirect }: TargetOptions): boolean {
  return trust === 'entity' || isRedirect === true;
}
