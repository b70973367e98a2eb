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

import { CheckFailure } from '../CheckFailure';
import type { HttpSpec } from './httpSpec';

/** They say nothing of who asks, so that anybody may see them. */
const HARMLESS_HEADERS = [
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-type',
  'pragma',
  'user-agent',
];

/** An uncompressed answer costs nobody anything; whoever compresses it all the same is understood. */
const DEFAULT_HEADERS = {
  'user-agent': 'backstage-plugin-heartbeat',
  accept: '*/*',
  'accept-encoding': 'identity',
};

/** With these a request other than HEAD is repeated as a GET. */
const SEE_OTHER_STATUSES = [301, 302, 303];

const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/**
 * One request, and what may be sent along with it.
 *
 * @internal
 */
export interface HttpRequest {
  url: URL;
  method: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body?: string;
  /** Something of it is only for the origin of `url`. */
  isPrivate: boolean;
  /** An answer sent us away from the host that we were told of. */
  isElsewhere: boolean;
}

/** @internal */
export function portOf(url: URL): number {
  return (
    Number(url.port) || (url.protocol === 'https:' ? HTTPS_PORT : HTTP_PORT)
  );
}

/**
 * The name or the address, without brackets.
 *
 * @internal
 */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** What has a stray "%" in it means that. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function authorization(spec: HttpSpec): string | undefined {
  if (spec.bearerToken !== undefined) {
    return `Bearer ${spec.bearerToken}`;
  }
  if (spec.basicAuth) {
    return basic(spec.basicAuth.username, spec.basicAuth.password);
  }
  const { username, password } = spec.url;
  return username || password
    ? basic(decoded(username), decoded(password))
    : undefined;
}

function isHarmless(name: string): boolean {
  return HARMLESS_HEADERS.includes(name);
}

/**
 * The request that a server is asked with.
 *
 * @internal
 */
export function firstRequest(spec: HttpSpec): HttpRequest {
  const headers: Record<string, string> = {
    host: spec.url.host,
    ...DEFAULT_HEADERS,
  };
  const credentials = authorization(spec);
  if (credentials) {
    headers.authorization = credentials;
  }
  let isPrivate = credentials !== undefined || spec.body !== undefined;
  for (const [name, value] of Object.entries(spec.headers)) {
    headers[name.toLowerCase()] = value;
    isPrivate ||= !isHarmless(name.toLowerCase());
  }
  return {
    url: spec.url,
    method: spec.method,
    headers,
    body: spec.body,
    isPrivate,
    isElsewhere: false,
  };
}

/** From a host's port for http to that for https is no way to elsewhere. */
function leadsElsewhere(from: URL, to: URL): boolean {
  const isUpgrade = portOf(from) === HTTP_PORT && portOf(to) === HTTPS_PORT;
  return (
    from.hostname !== to.hostname || (portOf(from) !== portOf(to) && !isUpgrade)
  );
}

/**
 * The request that an answer sends us on with. Another origin is told nothing but
 * what anybody may see, and what was withheld once stays withheld.
 *
 * @param location - as the answer has it
 * @throws CheckFailure if we do not go there
 * @internal
 */
export function redirectedRequest(
  request: HttpRequest,
  status: number,
  location: string,
): HttpRequest {
  const url = URL.parse(location, request.url);
  if (!url) {
    throw new CheckFailure(
      'unexpected-answer',
      'It redirects to something that is not a URL',
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CheckFailure(
      'redirect-forbidden',
      'It redirects to something that is neither http nor https',
    );
  }
  const isDowngrade =
    request.url.protocol === 'https:' && url.protocol === 'http:';
  if (isDowngrade && request.isPrivate) {
    throw new CheckFailure(
      'redirect-forbidden',
      `It redirects from https to http at ${url.host}, and the check has credentials`,
    );
  }
  const isSeeOther =
    SEE_OTHER_STATUSES.includes(status) && request.method !== 'HEAD';
  const isElsewhere = request.isElsewhere || leadsElsewhere(request.url, url);
  const next: HttpRequest = isSeeOther
    ? { ...request, url, isElsewhere, method: 'GET', body: undefined }
    : { ...request, url, isElsewhere };
  if (url.origin === request.url.origin) {
    return next;
  }
  if (next.body !== undefined) {
    throw new CheckFailure(
      'redirect-forbidden',
      `It redirects to ${url.host}, another origin, which the request's body is not for`,
    );
  }
  return {
    ...next,
    headers: {
      ...Object.fromEntries(
        Object.entries(next.headers).filter(([name]) => isHarmless(name)),
      ),
      host: url.host,
    },
    isPrivate: false,
  };
}
