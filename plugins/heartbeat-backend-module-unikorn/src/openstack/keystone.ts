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

import { z } from 'zod';
import { OpenstackError } from './OpenstackError';
import type { OpenstackHttp } from './OpenstackHttp';
import { parseAnswer } from './parseAnswer';
import { serviceUrl } from './serviceUrl';

/** Who logs in, and for which project. @internal */
export interface Credentials {
  userId: string;
  password: string;
  projectId: string;
}

/** @internal */
export interface Token {
  value: string;
  /** How long Keystone lets it live; `undefined` where it does not say. */
  lifeMs?: number;
  catalog: Catalog;
}

/** Versions of Keystone that may be used. */
const USABLE = ['current', 'supported', 'stable'];

const VERSION_PATH = /\/v\d+(\.\d+)?\/*$/;

const link = z.object({ rel: z.string(), href: z.string() });

const versionsSchema = z.object({
  versions: z.object({
    values: z.array(
      z.object({
        id: z.string(),
        status: z.string(),
        links: z.array(link),
      }),
    ),
  }),
});

const catalogSchema = z
  .array(
    z.object({
      type: z.string(),
      endpoints: z.array(z.object({ interface: z.string(), url: z.string() })),
    }),
  )
  .default([]);

/** @internal */
export type Catalog = z.output<typeof catalogSchema>;

const tokenSchema = z.object({
  token: z.object({
    issued_at: z.string().optional(),
    expires_at: z.string().optional(),
    catalog: catalogSchema,
  }),
});

function urlOf(text: string, whose: string): URL {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new OpenstackError({
      reason: 'unexpected-answer',
      message: `${whose} is not a URL of http or https`,
    });
  }
  return url;
}

/**
 * Where Keystone's third version is: an endpoint that ends in `/v3` itself, else what
 * the endpoint says of its versions.
 *
 * @internal
 */
export async function findKeystoneV3(
  http: OpenstackHttp,
  endpoint: string,
  signal: AbortSignal,
): Promise<string> {
  const base = urlOf(endpoint, 'The endpoint of Keystone in the Region');
  if (/\/v3\/*$/.test(base.pathname)) {
    return base.href;
  }
  base.pathname = base.pathname.replace(VERSION_PATH, '/');
  base.search = '';
  const { body } = await http.json(
    { service: 'Keystone', url: base, signal },
    [200, 300],
  );
  const { versions } = parseAnswer(
    versionsSchema,
    body,
    `Keystone's list of versions`,
  );
  const third = versions.values.find(
    ({ id, status }) =>
      /^v3(\.|$)/.test(id) && USABLE.includes(status.toLowerCase()),
  );
  const self = third?.links.find(({ rel }) => rel === 'self');
  if (!self) {
    throw new OpenstackError({
      reason: 'unexpected-answer',
      message: `Keystone at ${base.origin}${base.pathname} has no third version that may be used`,
    });
  }
  return urlOf(self.href, `What Keystone calls its third version`).href;
}

/**
 * Logs in.
 *
 * @param whose - whose credentials they are, for messages
 * @internal
 */
export async function logIn(options: {
  http: OpenstackHttp;
  keystoneV3: string;
  credentials: Credentials;
  whose: string;
  signal: AbortSignal;
}): Promise<Token> {
  const { http, keystoneV3, credentials, whose, signal } = options;
  const url = serviceUrl(keystoneV3, 'auth/tokens');
  const { status, header, body } = await http.json(
    {
      service: 'Keystone',
      method: 'POST',
      url,
      signal,
      body: {
        auth: {
          identity: {
            methods: ['password'],
            password: {
              user: { id: credentials.userId, password: credentials.password },
            },
          },
          scope: { project: { id: credentials.projectId } },
        },
      },
    },
    [201, 202, 401],
  );
  if (status === 401) {
    throw new OpenstackError({
      reason: 'forbidden',
      status,
      message: `Keystone at ${url.origin}${url.pathname} refuses the credentials of ${whose}`,
    });
  }
  const { token } = parseAnswer(tokenSchema, body, `Keystone's token`);
  const value = header('x-subject-token');
  if (!value) {
    throw new OpenstackError({
      reason: 'unexpected-answer',
      message: `Keystone at ${url.origin}${url.pathname} answers without a token`,
    });
  }
  const lifeMs =
    Date.parse(token.expires_at ?? '') -
    (token.issued_at === undefined ? Date.now() : Date.parse(token.issued_at));
  return {
    value,
    lifeMs: Number.isNaN(lifeMs) ? undefined : lifeMs,
    catalog: token.catalog,
  };
}

/**
 * The public endpoint of the first service of one of these types.
 *
 * @internal
 */
export function endpointOf(catalog: Catalog, types: readonly string[]): string {
  const endpoint = catalog
    .filter(({ type }) => types.includes(type))
    .flatMap(({ endpoints }) => endpoints)
    .find(entry => entry.interface === 'public');
  if (!endpoint) {
    throw new OpenstackError({
      reason: 'unexpected-answer',
      message: `Keystone's catalog has no public endpoint of type ${types.join(
        ' or ',
      )}`,
    });
  }
  return urlOf(endpoint.url, `The endpoint of type ${types[0]} in the catalog`)
    .href;
}
