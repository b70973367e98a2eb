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

import type { UnknownReason } from 'backstage-plugin-heartbeat-common';

/**
 * A request to a Kubernetes API server that did not succeed, whatever answered
 * in its place [K5].
 *
 * @internal
 */
export class KubernetesError extends Error {
  /** HTTP status; absent where there was no answer. */
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** What a reader of the screen is told. */
  readonly reason: UnknownReason;

  constructor(options: {
    message: string;
    status?: number;
    retryAfterMs?: number;
    reason?: UnknownReason;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'KubernetesError';
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.reason = options.reason ?? reasonOf(options.status);
  }

  /** False where nothing was answered, or only half of it. */
  get isAnswer(): boolean {
    return this.status !== undefined;
  }
}

function reasonOf(status: number | undefined): UnknownReason {
  if (status === 401) {
    return 'unauthorized';
  }
  return status === 403 ? 'forbidden' : 'unreachable';
}

/** Bodies of proxies in between can be whole web pages. */
const MAX_MESSAGE_LENGTH = 300;

function messageIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) {
    return undefined;
  }
  if ('message' in body && typeof body.message === 'string') {
    return body.message;
  }
  // Backstage's own error body, from the Kubernetes plugin's proxy.
  return 'error' in body ? messageIn(body.error) : undefined;
}

/** The message of a Status, of Backstage's error body, or the text itself. */
function messageOf(text: string): string {
  let message: string | undefined;
  try {
    message = messageIn(JSON.parse(text));
  } catch {
    // Not JSON, as the body of 429 or of a proxy's error page.
    message = text.replace(/<[^>]*>/g, ' ');
  }
  return (message ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_MESSAGE_LENGTH);
}

/** `Retry-After` in seconds; its other form, a date, is not used by Kubernetes. */
function retryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/**
 * The error that an answer stands for.
 *
 * @internal
 */
export async function errorOfResponse(response: {
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
}): Promise<KubernetesError> {
  const detail = messageOf(await response.text());
  return new KubernetesError({
    status: response.status,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    message: detail
      ? `${response.status}: ${detail}`
      : `${response.status} without a message`,
  });
}
