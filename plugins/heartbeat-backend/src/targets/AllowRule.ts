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

import { assertError, InputError } from '@backstage/errors';
import { AddressBlock, type Address } from './AddressBlock';

/**
 * Targets that entities may name.
 *
 * @internal
 */
export interface AllowRule {
  /** Names: `orders.example.com`, or `*.example.com` for all below it, or `*`. */
  hosts?: string[];
  /**
   * Addresses that may be named, and to which `hosts` may lead beside public
   * ones: `10.1.0.0/16`, or one alone.
   */
  cidrs?: string[];
  /** Numbers, or ranges such as `8000-8999`. Absent: 80 and 443. */
  ports?: Array<number | string>;
}

/** Where rules stand, for whoever is refused. */
export const RULES_KEY = 'heartbeat.monitor.annotations.allow';

/** Where a rule names no ports: those of `http` and `https`. */
const DEFAULT_PORTS = [80, 443];

const MAX_PORT = 65_535;

const PORTS = /^(\d{1,5})(?:-(\d{1,5}))?$/;

const HOST = /^(\*|(\*\.)?[a-z0-9_]([-a-z0-9_.]*[a-z0-9_])?)$/;

/** Ends as an IPv4 address does, so that URL parsers take it for one. */
const NUMERIC_END = /(^|\.)(\d+|0x[0-9a-f]*)$/;

interface PortRange {
  from: number;
  to: number;
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}

function readPorts(value: number | string): PortRange {
  const [, from, to = from] = PORTS.exec(String(value)) ?? [];
  const range = { from: Number(from), to: Number(to) };
  if (!(range.from >= 1 && range.from <= range.to && range.to <= MAX_PORT)) {
    throw new InputError(
      `${quote(
        value,
      )} is not a port; write 1 to ${MAX_PORT}, or e.g. "8000-8999"`,
    );
  }
  return range;
}

function readPattern(value: string): string {
  const host = value.toLowerCase();
  if (!HOST.test(host) || NUMERIC_END.test(host)) {
    throw new InputError(
      `${quote(
        value,
      )} is not a host's name; write e.g. "orders.example.com" or "*.example.com", and addresses under "cidrs"`,
    );
  }
  return host;
}

/**
 * An {@link AllowRule}, read.
 *
 * @internal
 */
export class TargetRule {
  readonly #hosts: string[];
  readonly #blocks: AddressBlock[];
  readonly #ports: PortRange[];

  /**
   * @param options.key - where it stands
   * @throws InputError with one line for each value that is not usable
   */
  constructor({ rule, key }: { rule: AllowRule; key: string }) {
    const problems: string[] = [];

    function readAll<V, R>(name: string, values: V[], read: (value: V) => R) {
      return values.flatMap((value, index) => {
        try {
          return [read(value)];
        } catch (error) {
          assertError(error);
          problems.push(`${key}.${name}[${index}]: ${error.message}`);
          return [];
        }
      });
    }

    this.#hosts = readAll('hosts', rule.hosts ?? [], readPattern);
    this.#blocks = readAll('cidrs', rule.cidrs ?? [], AddressBlock.parse);
    this.#ports = readAll('ports', rule.ports ?? DEFAULT_PORTS, readPorts);
    if (problems.length > 0) {
      throw new InputError(problems.join('\n'));
    }
  }

  allowsPort(port: number): boolean {
    return this.#ports.some(({ from, to }) => from <= port && port <= to);
  }

  /** @param name - in lower case, without a dot at the end */
  namesHost(name: string): boolean {
    return this.#hosts.some(host =>
      host.startsWith('*')
        ? name.endsWith(host.slice(1)) && name.length >= host.length
        : name === host,
    );
  }

  includes(address: Address): boolean {
    return this.#blocks.some(block => block.includes(address));
  }
}
