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

import { isError } from '@backstage/errors';
import { CheckFailure } from './CheckFailure';

/** What went wrong on the way to a server or at it; other codes say something of ourselves. */
const FAILURES: Record<string, [reason: string, message: string]> = {
  ECONNREFUSED: ['connection-refused', 'It refuses the connection'],
  ECONNRESET: ['connection-reset', 'It broke the connection off'],
  ECONNABORTED: ['connection-reset', 'The connection was broken off'],
  EPIPE: ['connection-reset', 'It broke the connection off'],
  ETIMEDOUT: ['timeout', 'It does not answer when it is connected to'],
  EHOSTUNREACH: ['unreachable', 'There is no way to its host'],
  EHOSTDOWN: ['unreachable', 'Its host is down, says the network'],
  ENETUNREACH: ['unreachable', 'There is no way to its network'],
  ENETDOWN: ['unreachable', 'The network to it is down'],
  EACCES: ['unreachable', 'A firewall on this side forbids the connection'],
  EPERM: ['unreachable', 'A firewall on this side forbids the connection'],
};

/**
 * The code of an error of a socket, such as `ECONNREFUSED`; of several attempts,
 * that of the one that came furthest.
 *
 * @internal
 */
export function codeOf(error: unknown): string | undefined {
  if (!isError(error)) {
    return undefined;
  }
  if ('errors' in error && Array.isArray(error.errors)) {
    const codes = error.errors.map(codeOf);
    return (
      codes.find(code => code && FAILURES[code]?.[0] !== 'unreachable') ??
      codes[0]
    );
  }
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * What the error of a socket says of the server.
 *
 * @returns `undefined` if it says nothing of it
 * @internal
 */
export function networkFailure(error: unknown): CheckFailure | undefined {
  const [reason, message] = FAILURES[codeOf(error) ?? ''] ?? [];
  return reason && message ? new CheckFailure(reason, message) : undefined;
}
