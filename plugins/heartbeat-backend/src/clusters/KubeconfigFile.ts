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

import { dirname, resolve } from 'node:path';
import { isError } from '@backstage/errors';
import { KubernetesError } from 'backstage-plugin-heartbeat-node';
import { parse } from 'yaml';
import { z } from 'zod';
import { KeptFile } from './KeptFile';

/** An entry of a kubeconfig's list; what is in it is the client library's affair. */
function named<T extends z.ZodType>(key: string, value: T) {
  return z.looseObject({ name: z.string(), [key]: value });
}

const userSchema = z
  .looseObject({ tokenFile: z.string().optional() })
  .nullish();

const kubeconfig = z.looseObject({
  'current-context': z.string().nullish(),
  contexts: z.array(
    z.looseObject({
      name: z.string(),
      context: z.looseObject({ cluster: z.string(), user: z.string() }),
    }),
  ),
  clusters: z.array(named('cluster', z.looseObject({}))),
  users: z.array(z.looseObject({ name: z.string(), user: userSchema })),
});

/** So many contexts are named to choose from: more make no sentence. */
const MAX_NAMES = 10;

type Kubeconfig = z.infer<typeof kubeconfig>;

/** What is left of a kubeconfig's text. */
interface Selected {
  of: string;
  context: { name: string };
  cluster: object;
  /** Without the name of its token file, which the client library does not know. */
  account: { name: string; user: object };
  tokenFile: { path: string; file: KeptFile } | undefined;
}

/**
 * One context of a kubeconfig, and the token file that it may name. Both are looked at
 * each time, and read where they have changed.
 *
 * @internal
 */
export class KubeconfigFile {
  readonly #key: string;
  readonly #path: string;
  readonly #context: string | undefined;
  readonly #file: KeptFile;
  #selected: Selected | undefined;
  #last: { of: Selected; token: string | undefined; json: string } | undefined;

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
    this.#file = new KeptFile(options.path);
  }

  /**
   * The kubeconfig with nothing in it but the context: no other one can stand in its way.
   *
   * @returns JSON
   * @throws KubernetesError that names the key in app-config and what is wrong with it;
   * never with anything of the file's contents but names.
   */
  async read(): Promise<string> {
    const text = await this.#readText(this.#path, this.#file);
    if (this.#selected?.of !== text) {
      this.#selected = this.#select(text);
    }
    const selected = this.#selected;
    const { context, cluster, account, tokenFile } = selected;
    const token =
      tokenFile && (await this.#readText(tokenFile.path, tokenFile.file));
    if (this.#last?.of !== selected || this.#last.token !== token) {
      const user = {
        ...account.user,
        ...(token !== undefined && { token: token.trim() }),
      };
      const json = JSON.stringify({
        'current-context': context.name,
        contexts: [context],
        clusters: [cluster],
        users: [{ ...account, user }],
      });
      this.#last = { of: selected, token, json };
    }
    return this.#last.json;
  }

  #select(text: string): Selected {
    const file = this.#parse(text);
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
    const { tokenFile, ...user } = account.user ?? {};
    const path =
      tokenFile === undefined
        ? undefined
        : resolve(dirname(this.#path), tokenFile);
    return {
      of: text,
      context,
      cluster,
      account: { ...account, user },
      tokenFile:
        path === undefined ? undefined : { path, file: new KeptFile(path) },
    };
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

  async #readText(path: string, file: KeptFile): Promise<string> {
    try {
      return await file.read();
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
