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

import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Headers, Response, type RequestInit } from 'node-fetch';

/**
 * As `fetch`, for an answer that goes on and on: its body is the connection's
 * own stream. That of `fetch` is passed on through a second one, which for each
 * event of a watch takes half as long as parsing it.
 *
 * @internal
 */
export function openStream(
  url: URL,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Response> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const { method, headers, agent } = init;
  return new Promise((resolve, reject) => {
    request(
      url,
      {
        method,
        headers: Object.fromEntries(new Headers(headers)),
        agent: typeof agent === 'function' ? agent(url) : agent,
        signal,
      },
      message => {
        const retryAfter = message.headers['retry-after'];
        resolve(
          new Response(message, {
            status: message.statusCode,
            headers: retryAfter ? { 'Retry-After': retryAfter } : {},
          }),
        );
      },
    )
      .on('error', reject)
      .end();
  });
}
