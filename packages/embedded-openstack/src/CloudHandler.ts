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

import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { cutConnection } from '@internal/test-support';
import { readRequest, type CloudRequest } from './CloudRequest';
import type { Ironic } from './Ironic';
import type { Keystone } from './Keystone';
import type { Nova } from './Nova';
import type { OpenStackFault, OpenStackFaults } from './OpenStackFaults';
import type { OpenStackStats } from './OpenStackStats';
import { unauthorized, type Reply } from './Reply';
import type { Tokens } from './Tokens';

/** What a request passes through. @internal */
export interface CloudHandlerOptions {
  faults: OpenStackFaults;
  stats: OpenStackStats;
  tokens: Tokens;
  keystone: Keystone;
  nova: Nova;
  ironic: Ironic;
  authUrl: () => string;
  onRequest?: (request: CloudRequest) => void;
}

/**
 * The way of a request: count it, let a fault strike, ask whose token it has, answer.
 *
 * @internal
 */
export class CloudHandler {
  readonly #options: CloudHandlerOptions;

  constructor(options: CloudHandlerOptions) {
    this.#options = options;
  }

  async handle(
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { faults, stats, onRequest } = this.#options;
    const request = await readRequest(incoming);
    response.once('close', stats.begin(request));
    onRequest?.(request);
    const strike = faults.strike(request);
    if (strike?.fault.kind === 'slow') {
      await delay(strike.fault.ms);
    } else if (strike?.fault.kind === 'frozen') {
      await strike.removed;
    } else if (strike?.fault.kind === 'dropped') {
      cutConnection(response);
      return;
    }
    send(
      response,
      this.#struck(strike?.fault) ?? this.#serve(request),
      alteration(strike?.fault),
    );
  }

  #struck(fault: OpenStackFault | undefined): Reply | undefined {
    switch (fault?.kind) {
      case 'unauthorized':
        return unauthorized(this.#options.authUrl());
      case 'unavailable':
        return {
          status: 503,
          headers: { 'Content-Type': 'text/html' },
          body: '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n',
        };
      case 'answer':
        return { status: fault.status, body: fault.body };
      default:
        return undefined;
    }
  }

  #serve(request: CloudRequest): Reply {
    const { keystone, nova, ironic, tokens, authUrl } = this.#options;
    if (request.service === undefined) {
      return { status: 404, body: '404 Not Found\n' };
    }
    if (request.service === 'keystone') {
      return keystone.answer(request);
    }
    const token = tokens.find(request.header('x-auth-token'));
    if (!token) {
      return unauthorized(authUrl());
    }
    return request.service === 'nova'
      ? nova.answer(request, token)
      : ironic.answer(request, token);
  }
}

/** What becomes of the text of an answer on its way. */
function alteration(
  fault: OpenStackFault | undefined,
): (text: string) => string {
  switch (fault?.kind) {
    case 'malformed':
      return text => text.slice(0, text.length / 2);
    case 'altered':
      return fault.alter;
    default:
      return text => text;
  }
}

function send(
  response: ServerResponse,
  { status, body, headers }: Reply,
  alter: (text: string) => string,
): void {
  const isText = typeof body === 'string';
  const text = alter(isText ? body : JSON.stringify(body) ?? '');
  response.writeHead(status, {
    'Content-Type': isText ? 'text/plain' : 'application/json',
    ...headers,
  });
  response.end(text);
}
