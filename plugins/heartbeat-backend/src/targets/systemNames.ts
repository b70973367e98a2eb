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

import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/**
 * What this machine itself says of names.
 *
 * @internal
 */
export interface SystemNames {
  /** Addresses of names, from `/etc/hosts`. */
  hosts: Map<string, string[]>;
  /** What may be left out at the end of a name, from `/etc/resolv.conf`. */
  search: string[];
  /** A name with fewer dots is first tried with those. */
  ndots: number;
}

const DEFAULT_NDOTS = 1;

function wordsOf(text: string): string[][] {
  return text
    .split('\n')
    .map(line => line.replace(/[#;].*/, '').trim())
    .filter(line => line !== '')
    .map(line => line.split(/\s+/));
}

/**
 * Reads both files, as `hosts(5)` and `resolv.conf(5)` have them.
 *
 * @internal
 */
export function parseSystemNames(files: {
  hosts: string;
  resolvConf: string;
}): SystemNames {
  const names: SystemNames = {
    hosts: new Map(),
    search: [],
    ndots: DEFAULT_NDOTS,
  };
  for (const [address, ...aliases] of wordsOf(files.hosts)) {
    for (const alias of isIP(address) === 0 ? [] : aliases) {
      const name = alias.toLowerCase();
      names.hosts.set(name, [...(names.hosts.get(name) ?? []), address]);
    }
  }
  for (const [key, ...values] of wordsOf(files.resolvConf)) {
    if (key === 'search' || key === 'domain') {
      names.search = values
        .map(domain => domain.replace(/\.$/, ''))
        .filter(domain => domain !== '');
    } else if (key === 'options') {
      const ndots = values.map(value => /^ndots:(\d+)$/.exec(value)?.[1]);
      names.ndots = Number(ndots.find(Boolean) ?? names.ndots);
    }
  }
  return names;
}

/** Where they are not, as on Windows, nothing stands in them. */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

/** @internal */
export async function readSystemNames(): Promise<SystemNames> {
  const [hosts, resolvConf] = await Promise.all(
    ['/etc/hosts', '/etc/resolv.conf'].map(textOf),
  );
  return parseSystemNames({ hosts, resolvConf });
}

/**
 * The names to ask DNS for, in this order, where somebody says `name`.
 *
 * @internal
 */
export function candidatesOf(
  name: string,
  { search, ndots }: SystemNames,
): string[] {
  const longer = search.map(domain => `${name}.${domain}`);
  return name.split('.').length > ndots ? [name, ...longer] : [...longer, name];
}
