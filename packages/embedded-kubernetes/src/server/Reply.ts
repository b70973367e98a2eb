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

import type { StatusError } from './StatusError';

/** An answer that is ready to be sent, or, after a fault, not. @internal */
export interface Reply {
  code: number;
  body: string | Buffer;
  /** JSON when absent. */
  contentType?: string;
  headers?: Record<string, string | string[]>;
}

/** A refusal as an answer. @internal */
export function statusReply(error: StatusError): Reply {
  return {
    code: error.body.code,
    body: JSON.stringify(error.body),
    headers: error.headers,
  };
}

/** The answer to a URL that no API group serves. @internal */
export function pageNotFound(): Reply {
  return {
    code: 404,
    contentType: 'text/plain; charset=utf-8',
    body: '404 page not found\n',
  };
}
