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

import type { IncomingMessage } from 'node:http';
import { KubernetesError } from './KubernetesError';
import { readText } from './readText';
import { shorten } from './shorten';

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
  return shorten(message ?? '');
}

/** `Retry-After` in seconds; its other form, a date, is not used by Kubernetes. */
function retryAfterMs(header: string | undefined): number | undefined {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/**
 * The error that an answer stands for.
 *
 * @internal
 */
export async function errorOfAnswer(
  answer: IncomingMessage,
): Promise<KubernetesError> {
  const detail = messageOf(await readText(answer));
  return new KubernetesError({
    status: answer.statusCode,
    retryAfterMs: retryAfterMs(answer.headers['retry-after']),
    message: `${answer.statusCode}${
      detail ? `: ${detail}` : ' without a message'
    }`,
  });
}
