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

import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { KubernetesError } from './KubernetesError';
import type { KubernetesHttp } from './KubernetesHttp';
import type { LeaseQuery } from './leaseList';

/**
 * An event of a watch: a change, or a bookmark, which only moves the
 * resourceVersion on.
 *
 * @internal
 */
export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  resourceVersion: string;
  object: unknown;
}

/**
 * How long the API server is to keep a watch open: a proxy in between may never
 * notice that we left.
 *
 * @internal
 */
export const WATCH_SECONDS = 240;

/** The headers of a stream come at once. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Bookmarks come about every 60 s; half as much again is too long. */
const MAX_SILENCE_MS = 90_000;

/** A Lease has about 1 kB; managedFields and annotations can make it much larger. */
const MAX_LINE_LENGTH = 2 * 1024 * 1024;

const eventLine = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.looseObject({
    metadata: z.looseObject({ resourceVersion: z.string().optional() }),
    code: z.number().optional(),
    message: z.string().optional(),
  }),
});

function parseEvent(line: string): WatchEvent {
  let parsed;
  try {
    parsed = eventLine.parse(JSON.parse(line));
  } catch (error) {
    throw new KubernetesError({
      message: 'the watch sent a line that is no event',
      cause: error,
    });
  }
  const { type, object } = parsed;
  if (type === 'ERROR') {
    throw new KubernetesError({
      status: object.code,
      message: `the watch ended with ${object.code ?? 'an error'}: ${
        object.message ?? 'no message'
      }`,
    });
  }
  return {
    type,
    resourceVersion: object.metadata.resourceVersion ?? '',
    object,
  };
}

/** The lines of a stream; an unfinished last one is not a line. */
async function* linesOf(
  stream: AsyncIterable<string | Buffer>,
  onData: () => void,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    onData();
    const lines = (
      rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))
    ).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_LENGTH) {
      throw new KubernetesError({ message: 'the watch sent an endless line' });
    }
    yield* lines.filter(line => line !== '');
  }
}

/**
 * One watch stream, from a resourceVersion on. It returns when the server ends
 * the stream, which it does every few minutes.
 *
 * @throws KubernetesError where the stream is refused, breaks, falls silent, or
 * ends with an error: 410 where the resourceVersion is too old [K4]
 * @internal
 */
export async function* watch(options: {
  http: KubernetesHttp;
  query: LeaseQuery;
  resourceVersion: string;
  signal: AbortSignal;
  /** Called when the server has accepted the watch. */
  onOpen(): void;
}): AsyncGenerator<WatchEvent> {
  const silence = new AbortController();
  const signal = AbortSignal.any([options.signal, silence.signal]);
  const stream = await options.http.stream({
    path: options.query.path,
    query: {
      watch: '1',
      labelSelector: options.query.labelSelector,
      fieldSelector: options.query.fieldSelector,
      resourceVersion: options.resourceVersion,
      allowWatchBookmarks: 'true',
      timeoutSeconds: `${WATCH_SECONDS}`,
    },
    signal,
    timeoutMs: CONNECT_TIMEOUT_MS,
  });
  options.onOpen();
  const timer = setTimeout(() => silence.abort(), MAX_SILENCE_MS);
  try {
    for await (const line of linesOf(stream, () => timer.refresh())) {
      yield parseEvent(line);
    }
  } catch (error) {
    if (silence.signal.aborted) {
      throw new KubernetesError({
        reason: 'watch-stalled',
        message: `the watch has been silent for ${MAX_SILENCE_MS / 1000} s`,
      });
    }
    throw error instanceof KubernetesError || options.signal.aborted
      ? error
      : new KubernetesError({ message: 'the watch broke', cause: error });
  } finally {
    clearTimeout(timer);
  }
}
