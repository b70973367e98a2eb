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

import { CheckFailure } from './CheckFailure';
import type { DialError } from './dial';
import { codeOf, networkFailure } from './networkFailure';

/** What OpenSSL says of an answer in plain text. */
const NOT_TLS = [
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
];

/**
 * What it says of a server that it could not be connected to.
 *
 * @param signal - that of the check
 * @returns what was behind it, if that says nothing of the server
 * @internal
 */
export function dialFailure(
  { phase, cause }: DialError,
  signal: AbortSignal,
): unknown {
  if (phase === 'connect') {
    return signal.aborted
      ? new CheckFailure('timeout', 'It could not be connected to in time')
      : networkFailure(cause) ?? cause;
  }
  if (signal.aborted) {
    return new CheckFailure('timeout', 'The TLS handshake did not end in time');
  }
  return new CheckFailure(
    'tls-failed',
    NOT_TLS.includes(codeOf(cause) ?? '')
      ? 'It does not speak TLS'
      : 'It broke off the TLS handshake',
  );
}
