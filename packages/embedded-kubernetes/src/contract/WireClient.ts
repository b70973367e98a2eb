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

import http from 'node:http';
import https from 'node:https';
import { WatchReader } from './WatchReader';

/** How long a request may take before the test is told so. */
const REQUEST_TIMEOUT_MS = 20_000;

/** Where and as whom to talk to an API server. */
export interface Connection {
  server: string;
  ca?: string;
  cert?: string;
  key?: string;
  token?: string;
}

/** What the bodies of objects, lists and refusals hold, as far as the contract asks. */
export interface WireBody {
  kind?: string;
  apiVersion?: string;
  metadata: {
    name: string;
    uid: string;
    resourceVersion: string;
    continue?: string;
    remainingItemCount?: number;
    generation?: number;
    creationTimestamp: string;
    labels?: Record<string, string>;
  };
  spec: Record<string, unknown>;
  status?: unknown;
  items: WireBody[];
  message: string;
  reason?: string;
  details: { causes: { reason: string; message: string; field: string }[] };
  code?: number;
}

/** An answer as it came over the wire. */
export interface WireAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
  /** The body, parsed but not checked: that is what the tests do. It is empty when it is no JSON. */
  json: WireBody;
}

/** What a request sends beside its method and path. */
export interface WireRequest {
  body?: unknown;
  type?: string;
  headers?: Record<string, string>;
}

export const MERGE = 'application/merge-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';
export const JSON_PATCH = 'application/json-patch+json';

/**
 * Speaks plain HTTP to an API server: what the contract asserts is the wire itself, not what a client library makes
 * of it.
 */
export class WireClient {
  readonly #connection: Connection;
  readonly #agent: http.Agent;

  constructor(connection: Connection) {
    const { ca, cert, key } = connection;
    this.#connection = connection;
    this.#agent = connection.server.startsWith('https:')
      ? new https.Agent({ keepAlive: true, ca, cert, key })
      : new http.Agent({ keepAlive: true });
  }

  /** The same server under another token. */
  withToken(token: string | undefined): WireClient {
    const { server, ca } = this.#connection;
    return new WireClient({ server, ca, token });
  }

  get(path: string, request?: WireRequest) {
    return this.send('GET', path, request);
  }

  post(path: string, body: unknown, request?: WireRequest) {
    return this.send('POST', path, { ...request, body });
  }

  put(path: string, body: unknown, request?: WireRequest) {
    return this.send('PUT', path, { ...request, body });
  }

  patch(path: string, type: string, body: unknown) {
    return this.send('PATCH', path, { body, type });
  }

  delete(path: string, body?: unknown) {
    return this.send('DELETE', path, { body });
  }

  async send(
    method: string,
    path: string,
    { body, type = 'application/json', headers = {} }: WireRequest = {},
  ): Promise<WireAnswer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await this.#open(method, path, text, {
      ...(text === undefined
        ? {}
        : {
            'Content-Type': type,
            // Node sends a DELETE's body without a length unless told
            'Content-Length': String(Buffer.byteLength(text)),
          }),
      ...headers,
    });
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    const answer = bytes.toString();
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      bytes,
      text: answer,
      json: parse(answer),
    };
  }

  /** Opens a watch; the test closes it. */
  async watch(path: string): Promise<WatchReader> {
    const separator = path.includes('?') ? '&' : '?';
    return new WatchReader(
      await this.#open('GET', `${path}${separator}watch=1`, undefined, {}),
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(
    method: string,
    path: string,
    body: string | undefined,
    headers: Record<string, string>,
  ): Promise<http.IncomingMessage> {
    const { server, token } = this.#connection;
    const { request } = server.startsWith('https:') ? https : http;
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, server),
        {
          method,
          agent: this.#agent,
          timeout: REQUEST_TIMEOUT_MS,
          headers: {
            Accept: 'application/json',
            'User-Agent': 'heartbeat-contract',
            ...(token === undefined
              ? {}
              : { Authorization: `Bearer ${token}` }),
            ...headers,
          },
        },
        resolve,
      );
      sent.once('timeout', () =>
        sent.destroy(new Error(`${method} ${path}: no answer`)),
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }
}

function parse(text: string): WireBody {
  try {
    return JSON.parse(text);
  } catch {
    // plain text and HTML are for `text`
    return JSON.parse('{}');
  }
}
