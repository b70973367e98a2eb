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

import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { isError, stringifyError } from '@backstage/errors';
import { candidatesOf, readSystemNames, type SystemNames } from './systemNames';
import { TargetError } from './TargetError';

/** So long what this machine's files say is as good as reading them again. */
const FILES_FRESH_MS = 10_000;

/** For the first try; each further one waits twice as long. */
const QUERY_TIMEOUT_MS = 1000;

const TRIES = 3;

const LOOPBACK = ['127.0.0.1', '::1'];

/** DNS answered: there is no such name, or it has no address of the kind. */
const NOT_FOUND = ['ENOTFOUND', 'ENODATA'];

function toLookupAddress(address: string): LookupAddress {
  return { address, family: isIPv6(address) ? 6 : 4 };
}

function codeOf(error: unknown): string {
  return isError(error) && 'code' in error
    ? String(error.code)
    : stringifyError(error);
}

/**
 * Looks names up as this machine does: `/etc/hosts`, then DNS with the search
 * list of `/etc/resolv.conf`, by which `orders.prod` is a service in Kubernetes.
 *
 * It speaks DNS itself, by c-ares. `dns.lookup` would be shorter, but it waits in
 * one of four threads that all of this process share, for up to half a minute and
 * deaf to signals: four names whose DNS servers are gone would hold up every other
 * name, and every file that this backend reads. Here each lookup has a socket of
 * its own, closed when its signal is given. What is lost is what else
 * `nsswitch.conf` may name, such as mDNS.
 *
 * Nothing is remembered: a server is asked seldom compared with how soon its
 * address may change.
 *
 * @internal
 */
export class NameLookup {
  readonly #servers: string[] | undefined;
  readonly #read: () => Promise<SystemNames>;
  #names: Promise<SystemNames> | undefined;
  #readAtMs = -Infinity;

  constructor(
    options: {
      /** DNS servers, as `address:port`. Default: those of this machine. */
      servers?: string[];
      /** Default: from this machine's files. */
      readNames?: () => Promise<SystemNames>;
    } = {},
  ) {
    this.#servers = options.servers;
    this.#read = options.readNames ?? readSystemNames;
  }

  /**
   * All addresses of a name, those of IPv4 first.
   *
   * @param name - in lower case
   * @throws TargetError with `name-not-found` or `dns-failed`
   */
  async lookup(name: string, signal: AbortSignal): Promise<LookupAddress[]> {
    const names = await this.#systemNames();
    const local =
      names.hosts.get(name) ??
      (/(^|\.)localhost$/.test(name) ? LOOPBACK : undefined);
    const found = local ?? (await this.#ask(name, names, signal));
    return found.map(toLookupAddress);
  }

  async #ask(
    name: string,
    names: SystemNames,
    signal: AbortSignal,
  ): Promise<string[]> {
    let failure: string | undefined;
    for (const candidate of candidatesOf(name, names)) {
      const answer = await this.#resolve(candidate, signal);
      if (answer.addresses.length > 0) {
        return answer.addresses;
      }
      failure ??= answer.failure;
    }
    throw failure === undefined
      ? new TargetError('name-not-found', `DNS knows no address of ${name}`)
      : new TargetError(
          'dns-failed',
          `DNS cannot say where ${name} is: ${failure}`,
        );
  }

  async #resolve(
    name: string,
    signal: AbortSignal,
  ): Promise<{ addresses: string[]; failure?: string }> {
    signal.throwIfAborted();
    // A new one costs ten microseconds, and knows the DNS servers of today.
    const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: TRIES });
    if (this.#servers) {
      resolver.setServers(this.#servers);
    }
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel);
    try {
      const answers = await Promise.allSettled([
        resolver.resolve4(name),
        resolver.resolve6(name),
      ]);
      return {
        addresses: answers.flatMap(answer =>
          answer.status === 'fulfilled' ? answer.value : [],
        ),
        failure: answers
          .flatMap(answer =>
            answer.status === 'rejected' ? [codeOf(answer.reason)] : [],
          )
          .find(code => !NOT_FOUND.includes(code)),
      };
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  #systemNames(): Promise<SystemNames> {
    const nowMs = performance.now();
    if (!this.#names || nowMs - this.#readAtMs >= FILES_FRESH_MS) {
      this.#readAtMs = nowMs;
      this.#names = this.#read();
    }
    return this.#names;
  }
}
