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

import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { readHost } from '../../targets';

const MAX_PORT = 65_535;

/**
 * A host in a spec, in its one spelling.
 *
 * @internal
 */
export const hostSchema = z.string().transform((value, context) => {
  const host = readHost(value);
  if (host === undefined) {
    context.addIssue(
      `${JSON.stringify(
        value,
      )} is not a host; write e.g. "orders.example.com" or "10.1.2.3"`,
    );
    return z.NEVER;
  }
  return host;
});

/**
 * A port in a spec.
 *
 * @internal
 */
export const portSchema = z.custom<number>(
  value =>
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= 1 &&
    value <= MAX_PORT,
  {
    error: issue =>
      issue.input === undefined
        ? `is missing; use 1 to ${MAX_PORT}`
        : `${JSON.stringify(issue.input)} is not a port; use 1 to ${MAX_PORT}`,
  },
);

/**
 * `orders.example.com:443` or `[::1]:443`.
 *
 * @internal
 */
export function placeOf(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
