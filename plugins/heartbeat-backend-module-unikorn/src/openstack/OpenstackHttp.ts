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

import fetch, { FetchError, type Response } from 'node-fetch';
import { OpenstackError } from './OpenstackError';

/** A page of 1,000 servers, which is Nova's own limit, is about 4 MB. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-reset',
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'dns-failed',
};

/** @internal */
export interface OpenstackRequest {
  /** Who is asked, for messages: e.g. `Nova`. */
  service: string;
  method?: 'GET' | 'POST';
  url: URL;
  headers?: Record<string, string>;
  body?: unknown;
  signal: AbortSignal;
}

/** @internal */
export interface OpenstackAnswer {
  status: number;
  header(name: string): string | undefined;
  /** Parsed, and nothing more. */
  body: unknown;
}

/**
 * One request and its whole answer, in time and of limited size. Redirects are
 * refused: what we send along is for the host that we chose.
 *
 * @internal
 */
export class OpenstackHttp {
  readonly #timeoutMs: number;

  constructor(options: { timeoutMs: number }) {
    this.#timeoutMs = options.timeoutMs;
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  /**
   * @param accept - statuses that are answers; all others are thrown
   * @throws OpenstackError, or the signal's reason once that is aborted
   */
  async json(
    request: OpenstackRequest,
    accept: readonly number[] = [200],
  ): Promise<OpenstackAnswer> {
    const deadline = AbortSignal.timeout(this.#timeoutMs);
    try {
      const response = await this.#send(request, deadline);
      if (!accept.includes(response.status)) {
        // What is not read to its end keeps the connection from being used again.
        response.body.resume?.();
        throw failed(request, {
          reason: reasonOf(response.status),
          status: response.status,
          words: `answers ${response.status}`,
        });
      }
      return {
        status: response.status,
        header: name => response.headers.get(name) ?? undefined,
        body: parse(request, await response.text()),
      };
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof OpenstackError) {
        throw error;
      }
      throw deadline.aborted
        ? failed(request, {
            reason: 'timeout',
            words: `does not answer within ${this.#timeoutMs / 1000} s`,
          })
        : noAnswer(request, error);
    }
  }

  #send(request: OpenstackRequest, deadline: AbortSignal): Promise<Response> {
    const { body, method = 'GET', headers, signal, url } = request;
    return fetch(url.href, {
      method,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'backstage-plugin-heartbeat',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'error',
      size: MAX_ANSWER_BYTES,
      signal: AbortSignal.any([signal, deadline]),
    });
  }
}

/** Origin and path: user names and queries are nobody's business. */
function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function failed(
  { service, url }: OpenstackRequest,
  options: { reason: string; words: string; status?: number },
): OpenstackError {
  return new OpenstackError({
    ...options,
    message: `${service} at ${placeOf(url)} ${options.words}`,
  });
}

/** The parser's own words would quote the text. */
function parse(request: OpenstackRequest, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failed(request, {
      reason: 'unexpected-answer',
      words: 'answers something that is not JSON',
    });
  }
}

/** The words of `fetch` have the whole URL in them. */
function noAnswer(request: OpenstackRequest, error: unknown): OpenstackError {
  const { code, type } =
    error instanceof FetchError ? error : { code: undefined, type: '' };
  if (type === 'max-size') {
    return failed(request, {
      reason: 'body-too-large',
      words: `answers more than ${MAX_ANSWER_BYTES} bytes`,
    });
  }
  if (type === 'no-redirect') {
    return failed(request, {
      reason: 'redirect-forbidden',
      words: 'redirects, which is not followed',
    });
  }
  return failed(request, {
    reason: REASONS[code ?? ''] ?? 'unreachable',
    words: `cannot be asked${code ? ` (${code})` : ''}`,
  });
}

function reasonOf(status: number): string {
  return status === 401 || status === 403 ? 'forbidden' : 'unexpected-status';
}
