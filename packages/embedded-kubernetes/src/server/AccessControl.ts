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

import { randomBytes } from 'node:crypto';
import type { RequestInfo } from './requestInfo';
import { forbidden, forbiddenPath, unauthorized } from './refusals';
import type { KubernetesUser, Rights, Rule, Verb } from './types';

/** Who a request without a token is. */
const ANONYMOUS = 'system:anonymous';

/** What anybody may read, as Kubernetes' default roles have it. */
const PUBLIC_PATHS = new Set(['/healthz', '/readyz', '/livez', '/version']);

/** What every user may read besides, to find its way. */
const DISCOVERY_PATHS = /^\/(api|apis|openapi)(\/|$)/;

/** A field selector that allows one name only. */
const ONE_NAME = /(?:^|,)metadata\.name==?([^,=]+)/;

/**
 * The tokens and the rights table. Both can be changed while the server runs, and hold from the next request on.
 *
 * @public
 */
export class AccessControl {
  readonly #tokens = new Map<string, string>();
  readonly #rights = new Map<string, Rights>();

  /** @internal */
  constructor(users: KubernetesUser[]) {
    users.forEach(user => this.addUser(user));
  }

  /** Adds a user and returns its token. */
  addUser(user: KubernetesUser): string {
    this.#rights.set(user.name, user.rights);
    const token = user.token ?? randomBytes(24).toString('base64url');
    this.#tokens.set(token, user.name);
    return token;
  }

  /** A token of the user that is accepted now, if there is one. */
  tokenOf(user: string): string | undefined {
    for (const [token, name] of this.#tokens) {
      if (name === user) {
        return token;
      }
    }
    return undefined;
  }

  /** Gives the user a new token; the ones it has stay good until revoked. */
  issueToken(user: string): string {
    const rights = this.#rights.get(user);
    if (rights === undefined) {
      throw new Error(
        `There is no user "${user}": the embedded Kubernetes API has ${this.users.join(
          ', ',
        )}`,
      );
    }
    return this.addUser({ name: user, rights });
  }

  /** Refuses the user's tokens from now on: its requests are answered 401. */
  revokeTokens(user: string): void {
    for (const [token, name] of this.#tokens) {
      if (name === user) {
        this.#tokens.delete(token);
      }
    }
  }

  /** Replaces what a user may do. */
  setRights(user: string, rights: Rights): void {
    this.#rights.set(user, rights);
  }

  /** The names of all users. */
  get users(): string[] {
    return [...this.#rights.keys()];
  }

  /**
   * The user whose token this is.
   *
   * @throws StatusError 401 for a token that is not accepted
   * @internal
   */
  authenticate(authorization: string | undefined): string {
    if (!authorization) {
      return ANONYMOUS;
    }
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    const user = token === undefined ? undefined : this.#tokens.get(token);
    if (user === undefined) {
      throw unauthorized();
    }
    return user;
  }

  /**
   * Lets the request pass or throws.
   *
   * @param verb - what to ask about, when it is not the request's own verb (PUT on a missing object is a create)
   * @throws StatusError 403
   * @internal
   */
  authorize(user: string, request: RequestInfo, verb?: Verb): void {
    const { target } = request;
    const rights = this.#rights.get(user) ?? 'none';
    if (!target) {
      const open =
        PUBLIC_PATHS.has(request.path) ||
        (user !== ANONYMOUS && DISCOVERY_PATHS.test(request.path));
      if (!open && rights !== 'admin') {
        throw forbiddenPath(user, request.path);
      }
      return;
    }
    const asked = {
      ...target,
      verb: verb ?? target.verb,
      // a list or watch of one name needs no more rights than that name
      name:
        target.name ??
        ONE_NAME.exec(request.query.get('fieldSelector') ?? '')?.[1],
      user,
    };
    const allowed =
      rights === 'admin' ||
      (rights !== 'none' && rights.some(rule => allows(rule, asked)));
    if (!allowed) {
      throw forbidden(asked);
    }
  }
}

function allows(
  rule: Rule,
  asked: {
    verb: Verb;
    group: string;
    plural: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  },
): boolean {
  const resource = asked.subresource
    ? `${asked.plural}/${asked.subresource}`
    : asked.plural;
  return (
    covers(rule.verbs, asked.verb) &&
    covers(rule.apiGroups, asked.group) &&
    covers(rule.resources, resource) &&
    // an empty list of names is no restriction, as in Kubernetes
    (!rule.resourceNames?.length ||
      (asked.name !== undefined && rule.resourceNames.includes(asked.name))) &&
    (rule.namespaces === undefined ||
      (asked.namespace !== undefined &&
        rule.namespaces.includes(asked.namespace)))
  );
}

function covers(allowed: readonly string[], wanted: string): boolean {
  return allowed.includes('*') || allowed.includes(wanted);
}
