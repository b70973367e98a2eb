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

import { abortable } from '../abortable';
import {
  type Credentials,
  endpointOf,
  findKeystoneV3,
  logIn,
  type Token,
} from './keystone';
import type { OpenstackAnswer, OpenstackHttp } from './OpenstackHttp';
import { serviceUrl } from './serviceUrl';

export type { Credentials } from './keystone';

/** A token is not used in the last minute of its life: a long list may take that. */
const LONGEST_MARGIN_MS = 60_000;

/** Of tokens that live for minutes only, a tenth is enough. */
const MARGIN_SHARE = 0.1;

/** A token that does not say how long it lives is used as long; a 401 says the rest. */
const ASSUMED_LIFE_MS = 60 * 60_000;

/** A password that is refused is not tried for each server: Keystone may lock the account. */
const FAILED_LOGIN_PAUSE_MS = 5_000;

const UNAUTHORIZED = 401;

/** @internal */
export interface SessionRequest {
  /** For messages, e.g. `Nova`. */
  service: string;
  /** In the catalog; the first that is there is taken. */
  types: readonly string[];
  /** The service's version in its URL, where the catalog may leave it out. */
  versionPath?: string;
  path: string;
  query?: Record<string, string>;
  headers: Record<string, string>;
  signal: AbortSignal;
}

interface Login {
  promise: Promise<Token>;
  /** By our own monotonic clock; `Infinity` while it is under way. */
  renewAtMs: number;
}

/**
 * One identity at one Keystone. It is logged in when it is first needed, once however
 * many need it, and again shortly before its token ends, or when it is refused.
 *
 * @internal
 */
export class KeystoneSession {
  readonly #http: OpenstackHttp;
  readonly #endpoint: string;
  readonly #credentials: Credentials;
  readonly #whose: string;
  readonly #monotonicMs: () => number;
  #login?: Login;

  constructor(options: {
    http: OpenstackHttp;
    /** Of Keystone, as the Region has it. */
    endpoint: string;
    credentials: Credentials;
    /** Whose credentials they are, for messages. */
    whose: string;
    monotonicMs?: () => number;
  }) {
    this.#http = options.http;
    this.#endpoint = options.endpoint;
    this.#credentials = options.credentials;
    this.#whose = options.whose;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /** Whether it is logged in with these, at that Keystone. */
  isFor(endpoint: string, credentials: Credentials): boolean {
    return (
      this.#endpoint === endpoint &&
      this.#credentials.userId === credentials.userId &&
      this.#credentials.password === credentials.password &&
      this.#credentials.projectId === credentials.projectId
    );
  }

  /**
   * Asks a service of the catalog. A token that is refused is replaced once.
   *
   * @throws OpenstackError
   */
  async get(request: SessionRequest): Promise<OpenstackAnswer> {
    const login = this.#loggedIn();
    const answer = await this.#get(request, login, [200, UNAUTHORIZED]);
    if (answer.status !== UNAUTHORIZED) {
      return answer;
    }
    if (this.#login === login) {
      this.#login = undefined;
    }
    return this.#get(request, this.#loggedIn(), [200]);
  }

  async #get(
    request: SessionRequest,
    login: Login,
    accept: number[],
  ): Promise<OpenstackAnswer> {
    const { service, types, versionPath, path, query, signal } = request;
    const token = await abortable(login.promise, signal);
    const base = endpointOf(token.catalog, types);
    return this.#http.json(
      {
        service,
        url: serviceUrl(withVersion(base, versionPath), path, query),
        headers: { ...request.headers, 'X-Auth-Token': token.value },
        signal,
      },
      accept,
    );
  }

  #loggedIn(): Login {
    if (this.#login && this.#monotonicMs() < this.#login.renewAtMs) {
      return this.#login;
    }
    const login: Login = { promise: this.#logIn(), renewAtMs: Infinity };
    this.#login = login;
    login.promise.then(
      ({ lifeMs = ASSUMED_LIFE_MS }) => {
        const marginMs = Math.min(LONGEST_MARGIN_MS, lifeMs * MARGIN_SHARE);
        login.renewAtMs = this.#monotonicMs() + lifeMs - marginMs;
      },
      () => {
        login.renewAtMs = this.#monotonicMs() + FAILED_LOGIN_PAUSE_MS;
      },
    );
    return login;
  }

  /** Nobody's signal ends it: others may wait for it. It has the deadlines of its requests. */
  async #logIn(): Promise<Token> {
    const { signal } = new AbortController();
    const http = this.#http;
    const keystoneV3 = await findKeystoneV3(http, this.#endpoint, signal);
    return logIn({
      http,
      keystoneV3,
      credentials: this.#credentials,
      whose: this.#whose,
      signal,
    });
  }
}

function withVersion(base: string, versionPath: string | undefined): string {
  const path = base.replace(/\/+$/, '');
  return versionPath === undefined || path.endsWith(`/${versionPath}`)
    ? path
    : `${path}/${versionPath}`;
}
