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
import { dirname, resolve } from 'node:path';
import { isError } from '@backstage/errors';
import { KubernetesError } from 'backstage-plugin-heartbeat-node';
import { parse } from 'yaml';
import { z } from 'zod';

/** An entry of a kubeconfig's list; what is in it is the client library's affair. */
function named<T extends z.ZodType>(key: string, value: T) {
  return z.looseObject({ name: z.string(), [key]: value });
}

const user = z.looseObject({ tokenFile: z.string().optional() }).nullish();

const kubeconfig = z.looseObject({
  'current-context': z.string().nullish(),
  contexts: z.array(
    z.looseObject({
      name: z.string(),
      context: z.looseObject({ cluster: z.string(), user: z.string() }),
    }),
  ),
  clusters: z.array(named('cluster', z.looseObject({}))),
  users: z.array(z.looseObject({ name: z.string(), user })),
});

/** So many contexts are named to choose from: more make no sentence. */
const MAX_NAMES = 10;

type Kubeconfig = z.infer<typeof kubeconfig>;

/**
 * One context of a kubeconfig, and the token file that it may name.
 *
 * @internal
 */
export class KubeconfigFile {
  readonly #key: string;
  readonly #path: string;
  readonly #context: string | undefined;

  constructor(options: {
    /** Where it is named in app-config, for messages. */
    key: string;
    path: string;
    /** Absent: the file's current one. */
    context?: string;
  }) {
    this.#key = options.key;
    this.#path = options.path;
    this.#context = options.context;
  }

  /**
   * The kubeconfig with nothing in it but the context: no other one can stand in its way.
   *
   * @returns JSON
   * @throws KubernetesError that names the key in app-config and what is wrong with it;
   * never with anything of the file's contents but names.
   */
  async read(): Promise<string> {
    const file = this.#parse(await this.#readText(this.#path));
    const name = this.#contextOf(file);
    const context = file.contexts.find(entry => entry.name === name);
    if (!context) {
      throw this.#error(
        'context',
        `"${name}" is not a context of ${this.#path}; ${namesOf(file)}`,
      );
    }
    const { cluster: clusterName, user: userName } = context.context;
    const cluster = file.clusters.find(entry => entry.name === clusterName);
    const account = file.users.find(entry => entry.name === userName);
    if (!cluster || !account) {
      throw this.#error(
        'context',
        `context "${name}" of ${this.#path} names ${
          cluster ? `the user "${userName}"` : `the cluster "${clusterName}"`
        }, which is not there`,
      );
    }
    return JSON.stringify({
      'current-context': name,
      contexts: [context],
      clusters: [cluster],
      users: [{ ...account, user: await this.#withToken(account.user ?? {}) }],
    });
  }

  #parse(text: string): Kubeconfig {
    let value: unknown;
    try {
      value = parse(text);
    } catch {
      // The parser's own message quotes the line, and with it a token.
      throw this.#error('kubeconfig', `${this.#path} is not YAML`);
    }
    const parsed = kubeconfig.safeParse(value);
    if (!parsed.success) {
      const [{ path }] = parsed.error.issues;
      throw this.#error(
        'kubeconfig',
        `${this.#path} is not a kubeconfig${
          path.length > 0 ? `; look at its ${path.map(String).join('.')}` : ''
        }`,
      );
    }
    return parsed.data;
  }

  #contextOf(file: Kubeconfig): string {
    const name = this.#context ?? file['current-context'];
    if (!name) {
      throw this.#error(
        'context',
        `${
          this.#path
        } has no current-context; name the one that is meant; ${namesOf(file)}`,
      );
    }
    return name;
  }

  /** The client library does not know the key `tokenFile`. */
  async #withToken(account: NonNullable<z.infer<typeof user>>) {
    const { tokenFile, ...rest } = account;
    return tokenFile === undefined
      ? account
      : {
          ...rest,
          token: (
            await this.#readText(resolve(dirname(this.#path), tokenFile))
          ).trim(),
        };
  }

  async #readText(path: string): Promise<string> {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      const why =
        isError(error) && error.code === 'ENOENT'
          ? `there is no file ${path}`
          : `${path} cannot be read by the user that this backend runs as`;
      throw this.#error('kubeconfig', why);
    }
  }

  #error(key: 'kubeconfig' | 'context', message: string): KubernetesError {
    return new KubernetesError({
      reason: 'misconfigured',
      message: `${this.#key}.${key}: ${message}`,
    });
  }
}

function namesOf({ contexts }: Kubeconfig): string {
  if (contexts.length === 0) {
    return 'it has none';
  }
  const names = contexts.slice(0, MAX_NAMES).map(({ name }) => name);
  const more = contexts.length > MAX_NAMES ? ', ...' : '';
  return `there are ${names.join(', ')}${more}`;
}
