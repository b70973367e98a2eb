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

import { validateHeaderName, validateHeaderValue } from 'node:http';
import { compile } from 'json-p3';
import { z } from 'zod';
import { tlsOptions } from '../tlsOptions';

/** To https, to the right host, to the right language, and two to spare. */
const DEFAULT_MAX_REDIRECTS = 5;

/** Where browsers give up. */
const MAX_REDIRECTS = 20;

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
] as const;

const METHODS_WITHOUT_BODY = ['GET', 'HEAD'];

/** They say how a message is framed or a connection used, which is not for a check to choose. */
const OWN_HEADERS = [
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const STATUS_CLASS = /^([1-5])xx$/i;
const STATUS_RANGE = /^([1-5]\d\d)-([1-5]\d\d)$/;

const STATUS_FORMS =
  'write a status such as 200, a class such as "2xx" or a range such as "200-299"';

/**
 * The statuses from one to another, both included.
 *
 * @internal
 */
export interface StatusRange {
  from: number;
  to: number;
}

function statusRange(value: unknown): StatusRange | undefined {
  const text = String(value);
  const statusClass = STATUS_CLASS.exec(text);
  if (statusClass) {
    const from = Number(statusClass[1]) * 100;
    return { from, to: from + 99 };
  }
  const [, from, to] =
    STATUS_RANGE.exec(text) ?? STATUS_RANGE.exec(`${text}-${text}`) ?? [];
  return from && Number(from) <= Number(to)
    ? { from: Number(from), to: Number(to) }
    : undefined;
}

const status = z.unknown().transform((value, context) => {
  const ranges: StatusRange[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    const range = statusRange(item);
    if (range) {
      ranges.push(range);
    } else {
      context.addIssue(
        `${JSON.stringify(item)} is not a status; ${STATUS_FORMS}`,
      );
    }
  }
  if (ranges.length === 0) {
    context.addIssue(`is empty; ${STATUS_FORMS}`);
  }
  return ranges;
});

/** What is wrong with it is not quoted: it may hold a password. */
const url = z
  .string({ error: 'is not a URL; write e.g. "https://example.com/health"' })
  .transform((value, context) => {
    const parsed = URL.parse(value);
    if (!parsed?.hostname) {
      context.addIssue('is not a URL; write e.g. "https://example.com/health"');
      return z.NEVER;
    }
    if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
      context.addIssue(
        `"${parsed.protocol}" is not asked here; write a URL with "http:" or "https:"`,
      );
      return z.NEVER;
    }
    return parsed;
  });

function headerProblem(name: string, value: string): string | undefined {
  if (OWN_HEADERS.includes(name.toLowerCase())) {
    return 'is set by the check itself; leave it out';
  }
  try {
    validateHeaderName(name);
  } catch {
    return 'is not the name of a header';
  }
  try {
    validateHeaderValue(name, value);
  } catch {
    return 'has a value that no header can have; are there line breaks in it?';
  }
  return undefined;
}

const headers = z.record(z.string(), z.string()).superRefine((all, context) => {
  for (const [name, value] of Object.entries(all)) {
    const message = headerProblem(name, value);
    if (message) {
      context.addIssue({ code: 'custom', path: [name], message });
    }
  }
});

const json = z
  .strictObject({
    path: z.string().transform((path, context) => {
      try {
        return { text: path, query: compile(path) };
      } catch {
        context.addIssue(
          `${JSON.stringify(
            path,
          )} is not a JSONPath (RFC 9535); write e.g. "$.status"`,
        );
        return z.NEVER;
      }
    }),
    equals: z.json().optional(),
    exists: z.boolean().optional(),
    matches: z
      .string()
      .transform((pattern, context) => {
        try {
          return new RegExp(pattern, 'u');
        } catch {
          context.addIssue(
            `${JSON.stringify(pattern)} is not a regular expression`,
          );
          return z.NEVER;
        }
      })
      .optional(),
  })
  .refine(
    ({ equals, exists, matches }) =>
      [equals, exists, matches].filter(value => value !== undefined).length ===
      1,
    {
      error:
        'does not say what to expect; write one of equals, exists and matches',
    },
  );

/** What an answer's value has to be: see {@link httpSpec}. */
export type JsonExpectation = z.output<typeof json>;

/**
 * What an `http` server is asked, and what it is to answer.
 *
 * @internal
 */
export const httpSpec = z
  .strictObject({
    url,
    method: z.enum(METHODS).default('GET'),
    headers: headers.default({}),
    basicAuth: z
      .strictObject({
        username: z
          .string()
          .regex(/^[^:]*$/, { error: 'has a ":" in it, which ends the name' }),
        password: z.string(),
      })
      .optional(),
    bearerToken: z
      .string()
      .regex(/^[\x21-\x7e]+$/, { error: 'is empty or has blanks in it' })
      .optional(),
    body: z.string().optional(),
    status: status.prefault('2xx'),
    contains: z.string().min(1).optional(),
    json: json.optional(),
    tls: tlsOptions.prefault({}),
    redirects: z
      .strictObject({
        follow: z.boolean().default(true),
        max: z.int().min(0).max(MAX_REDIRECTS).default(DEFAULT_MAX_REDIRECTS),
      })
      .prefault({}),
  })
  .superRefine((spec, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    const credentials = [
      spec.url.username || spec.url.password ? 'url' : undefined,
      spec.basicAuth && 'basicAuth',
      spec.bearerToken && 'bearerToken',
      Object.keys(spec.headers).some(name => /^authorization$/i.test(name))
        ? 'headers'
        : undefined,
    ].filter(key => key !== undefined);
    if (credentials.length > 1) {
      refuse(
        credentials[1],
        `there are credentials in ${credentials.join(
          ' and ',
        )}; leave all but one out`,
      );
    }
    if (spec.body !== undefined && METHODS_WITHOUT_BODY.includes(spec.method)) {
      refuse('body', `${spec.method} sends none; choose another method`);
    }
    for (const key of ['contains', 'json'] as const) {
      if (spec[key] !== undefined && spec.method === 'HEAD') {
        refuse(key, 'an answer to HEAD has no body; use method "GET"');
      }
    }
  });

/** @internal */
export type HttpSpec = z.output<typeof httpSpec>;
