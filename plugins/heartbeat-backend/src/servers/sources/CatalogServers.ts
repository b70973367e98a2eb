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

import type { AuthService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  HEALTH_TCP_ANNOTATION,
  HEALTH_URL_ANNOTATION,
} from 'backstage-plugin-heartbeat-common';
import type {
  MonitorContext,
  ServerDefinition,
  ServerSource,
} from 'backstage-plugin-heartbeat-node';
import { RULES_KEY, TargetError, type TargetGuard } from '../../targets';
import {
  parseHealthTcpAnnotation,
  parseHealthUrlAnnotation,
} from './healthAnnotations';

/** What is read of each entity, and no more. */
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  `metadata.annotations.${HEALTH_URL_ANNOTATION}`,
  `metadata.annotations.${HEALTH_TCP_ANNOTATION}`,
];

const ANNOTATED = [HEALTH_URL_ANNOTATION, HEALTH_TCP_ANNOTATION].map(
  annotation => ({
    [`metadata.annotations.${annotation}`]: CATALOG_FILTER_EXISTS,
  }),
);

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** What one annotation asks for. */
interface Wish {
  provider: string;
  spec: unknown;
  /** Where that is. */
  host: string;
  port: number;
}

/** Of one annotation: what it asks for, or what is wrong with it. */
interface ReadAnnotation {
  wish?: Wish;
  problems: string[];
}

function readHealthUrl(value: string): ReadAnnotation {
  const { url: text, problems } = parseHealthUrlAnnotation(value);
  if (text === undefined) {
    return { problems };
  }
  const url = new URL(text);
  const defaultPort = url.protocol === 'https:' ? HTTPS_PORT : HTTP_PORT;
  return {
    wish: {
      provider: 'http',
      spec: { url: text },
      host: url.hostname,
      port: url.port === '' ? defaultPort : Number(url.port),
    },
    problems,
  };
}

function readHealthTcp(value: string): ReadAnnotation {
  const { place, problems } = parseHealthTcpAnnotation(value);
  return {
    wish: place && { provider: 'tcp', spec: place, ...place },
    problems,
  };
}

/** Their names are parts of the servers' names. */
const ANNOTATIONS = [
  {
    annotation: HEALTH_URL_ANNOTATION,
    part: 'health-url',
    read: readHealthUrl,
  },
  {
    annotation: HEALTH_TCP_ANNOTATION,
    part: 'health-tcp',
    read: readHealthTcp,
  },
];

/**
 * The servers that entities name themselves, by a URL or a port, once the operator
 * allows any. Anybody may have written them: they are of trust `entity`, so that each
 * check of them is vetted. One that is refused is a server all the same, which is
 * `Unknown` for that reason: so those who read its entity see it too.
 *
 * All entities are read, by the plugin's own right: whether a server is asked does
 * not depend on who looks. Who may see which is decided where answers are made.
 *
 * @internal
 */
export class CatalogServers implements ServerSource {
  readonly name = 'catalog';
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #guard: TargetGuard;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    guard: TargetGuard;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#guard = options.guard;
  }

  /** @throws if the catalog does not answer */
  async listServers({ signal }: MonitorContext): Promise<{
    servers: ServerDefinition[];
    problems: string[];
  }> {
    const servers: ServerDefinition[] = [];
    const problems: string[] = [];
    let entities = 0;
    const pages = this.#catalog.streamEntities(
      { filter: ANNOTATED, fields: FIELDS },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    for await (const page of pages) {
      signal.throwIfAborted();
      entities += page.length;
      for (const entity of this.#guard.hasRules ? page : []) {
        const found = this.#serversOf(entity);
        servers.push(...found.servers);
        problems.push(...found.problems);
      }
    }
    if (entities > 0 && !this.#guard.hasRules) {
      problems.push(
        `Entities name servers to be checked by ${HEALTH_URL_ANNOTATION} or ${HEALTH_TCP_ANNOTATION} (${entities} in all), and none is: list in ${RULES_KEY} what may be asked`,
      );
    }
    return { servers, problems };
  }

  #serversOf(entity: Entity): {
    servers: ServerDefinition[];
    problems: string[];
  } {
    const ref = stringifyEntityRef(entity);
    const servers: ServerDefinition[] = [];
    const problems: string[] = [];
    for (const { annotation, part, read } of ANNOTATIONS) {
      const value = entity.metadata.annotations?.[annotation];
      if (value === undefined) {
        continue;
      }
      const { wish, problems: unread } = read(value);
      const refusal = wish && this.#refusalOf(wish);
      problems.push(
        ...unread.map(problem => `${ref}: ${problem}`),
        ...(refusal ? [`${ref}: ${annotation}: ${refusal}`] : []),
      );
      if (wish) {
        servers.push({
          name: `${ref}#${part}`,
          title: entity.metadata.title ?? entity.metadata.name,
          provider: wish.provider,
          spec: wish.spec,
          trust: 'entity',
          entityRefs: [ref],
        });
      }
    }
    return { servers, problems };
  }

  /** Why it will never be asked, as far as that can be told from here. */
  #refusalOf({ host, port }: Wish): string | undefined {
    try {
      this.#guard.vetBeforeLookup({ host, port, trust: 'entity' });
      return undefined;
    } catch (error) {
      if (error instanceof TargetError) {
        return error.message;
      }
      throw error;
    }
  }
}
