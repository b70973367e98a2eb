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
import { codeOf, networkFailure } from '../networkFailure';

/**
 * What it says of an HTTP server that an exchange with it failed. No text of the
 * server is repeated: what node says of a malformed answer quotes it.
 *
 * @returns the cause itself if it says nothing of the server
 * @internal
 */
export function exchangeFailure(options: {
  /** Absent: the connection was closed. */
  cause?: unknown;
  /** The answer had begun. */
  hasStatus: boolean;
  /** The signal was given. */
  isLate: boolean;
}): unknown {
  const { cause, hasStatus, isLate } = options;
  if (isLate) {
    return new CheckFailure(
      'timeout',
      hasStatus
        ? 'Its answer did not end in time'
        : 'It did not begin to answer in time',
    );
  }
  const code = codeOf(cause);
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new CheckFailure(
      'unexpected-answer',
      'The headers of its answer are larger than 16 kB',
    );
  }
  if (code?.startsWith('HPE_')) {
    return new CheckFailure(
      'unexpected-answer',
      'What it answers is not HTTP/1.1',
    );
  }
  if (cause === undefined || code === 'ECONNRESET' || code === 'EPIPE') {
    return new CheckFailure(
      'connection-reset',
      hasStatus
        ? 'It broke its answer off'
        : 'It closed the connection without an answer',
    );
  }
  return networkFailure(cause) ?? cause;
}
