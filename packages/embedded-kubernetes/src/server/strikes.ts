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

import type { ServerResponse } from 'node:http';
import { cutConnection } from '@internal/test-support';
import type { Strike } from './Faults';
import { statusReply, type Reply } from './Reply';
import { internalError, unauthorized } from './refusals';
import { send } from './wire';

/** What a fault does before the request is served. @internal */
export async function suffer(
  { fault, removed }: Strike,
  response: ServerResponse,
): Promise<'answered' | 'goes on'> {
  switch (fault.kind) {
    case 'latency':
      await new Promise(resolve => setTimeout(resolve, fault.ms));
      return 'goes on';
    case 'frozen':
      await removed;
      return 'goes on';
    case 'tooManyRequests':
      send(response, {
        code: 429,
        contentType: 'text/plain; charset=utf-8',
        headers: { 'Retry-After': String(fault.retryAfterSeconds ?? 1) },
        body: 'Too many requests, please try again later.\n',
      });
      return 'answered';
    case 'internalError':
      send(
        response,
        statusReply(internalError('Internal error occurred: injected fault')),
      );
      return 'answered';
    case 'proxyPage':
      send(response, {
        code: fault.code ?? 502,
        contentType: 'text/html',
        body: '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n',
      });
      return 'answered';
    case 'unauthorized':
      send(response, statusReply(unauthorized()));
      return 'answered';
    default:
      if (fault.landed) {
        return 'goes on';
      }
      breakOff(fault.kind, response);
      return 'answered';
  }
}

/** What a fault does to the answer of a request that has been served. @internal */
export function spoil(
  { fault }: Strike,
  reply: Reply,
  response: ServerResponse,
) {
  if (fault.kind === 'timeout' || fault.kind === 'dropped') {
    breakOff(fault.kind, response);
  } else {
    send(response, reply);
  }
}

function breakOff(kind: 'timeout' | 'dropped', response: ServerResponse) {
  if (kind === 'dropped') {
    cutConnection(response);
    return;
  }
  send(response, {
    code: 504,
    body: JSON.stringify({
      metadata: {},
      status: 'Failure',
      message: 'Timeout: request did not complete within the allotted timeout',
      reason: 'Timeout',
      details: {},
      code: 504,
    }),
  });
}
