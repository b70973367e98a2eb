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

/** An answer that is ready to be sent. @internal */
export interface Reply {
  status: number;
  /** Text is sent as it is, all else as JSON; nothing at all when absent. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** What Keystone says to those whom it does not know, and the services to a token that is not good. @internal */
export function unauthorized(authUrl: string): Reply {
  return {
    status: 401,
    headers: { 'WWW-Authenticate': `Keystone uri="${authUrl}"` },
    body: {
      error: {
        code: 401,
        message: 'The request you have made requires authentication.',
        title: 'Unauthorized',
      },
    },
  };
}

/** The answer with these headers too; its own come first. @internal */
export function withHeaders(
  reply: Reply,
  headers: Record<string, string>,
): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}
