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
import {
  KubernetesError,
  type KubernetesHttp,
} from '../../clusters/kubernetes';
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
 * Bookmarks come about every 60 s; half as much again is too long. It holds for
 * the headers too: the Kubernetes plugin's proxy sends them with the first event.
 */
const MAX_SILENCE_MS = 90_000;

/** A Lease has about 1 kB; managedFields and annotations can make it much larger. */
const MAX_LINE_LENGTH = 2 * 1024 * 1024;

/** The parts of an event that are looked at. */
interface EventLine {
  type: WatchEvent['type'] | 'ERROR';
  object: {
    metadata?: { resourceVersion?: string };
    code?: number;
    message?: string;
  };
}

const TYPES = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'];

/** By hand: this is the one place that is passed a thousand times a second. */
function isEventLine(value: unknown): value is EventLine {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    TYPES.includes(value.type) &&
    'object' in value &&
    typeof value.object === 'object' &&
    value.object !== null
  );
}

function parseEvent(line: string): WatchEvent {
  let parsed: unknown;
  let cause: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    cause = error;
  }
  if (!isEventLine(parsed)) {
    throw new KubernetesError({
      message: 'the watch sent a line that is no event',
      cause,
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
    resourceVersion: object.metadata?.resourceVersion ?? '',
    object,
  };
}

/**
 * Calls back with each line of a stream as it comes; an unfinished last one is
 * not a line. By events and not by async iteration, which takes longer for each
 * change than all that is done with it.
 */
async function readLines(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: string | Buffer) => {
      const lines = (
        rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))
      ).split('\n');
      rest = lines.pop() ?? '';
      try {
        for (const line of lines) {
          if (line !== '') {
            onLine(line);
          }
        }
        if (rest.length > MAX_LINE_LENGTH) {
          throw new KubernetesError({
            message: 'the watch sent an endless line',
          });
        }
      } catch (error) {
        stream.off('data', onData);
        reject(error);
      }
    };
    stream.on('data', onData);
    stream.on('end', resolve);
    stream.on('error', cause =>
      reject(new KubernetesError({ message: 'the watch broke', cause })),
    );
  });
}

/**
 * One watch stream, from a resourceVersion on. It resolves when the server ends
 * the stream, which it does every few minutes.
 *
 * @throws KubernetesError where the stream is refused, breaks, falls silent, or
 * ends with an error: 410 where the resourceVersion is too old [K4]
 * @internal
 */
export async function watch(options: {
  http: KubernetesHttp;
  query: LeaseQuery;
  resourceVersion: string;
  /** How long the API server is to keep the stream open. */
  seconds: number;
  signal: AbortSignal;
  /** Called when the server's headers are there, which may be with the first event only. */
  onOpen(): void;
  onEvent(event: WatchEvent): void;
  /** Called where we end the stream: behind a proxy it may go on without us. */
  onLeave(): void;
}): Promise<void> {
  const { path, labelSelector, fieldSelector } = options.query;
  const silence = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([options.signal, silence.signal, done.signal]);
  const timer = setTimeout(() => silence.abort(), MAX_SILENCE_MS);
  let isOver = false;
  try {
    const stream = await options.http.stream({
      path,
      query: {
        watch: '1',
        labelSelector,
        fieldSelector,
        resourceVersion: options.resourceVersion,
        allowWatchBookmarks: 'true',
        timeoutSeconds: `${options.seconds}`,
      },
      signal,
      timeoutMs: MAX_SILENCE_MS,
    });
    options.onOpen();
    // For as long as anything may still come, and then some: nobody else listens.
    stream.on('error', () => {
      isOver ||= !signal.aborted;
    });
    // With each chunk and not with each line, of which there are many in one.
    stream.on('data', () => timer.refresh());
    await readLines(stream, line => options.onEvent(parseEvent(line)));
    isOver = true;
  } catch (error) {
    if (silence.signal.aborted) {
      throw new KubernetesError({
        reason: 'watch-stalled',
        message: `the watch has been silent for ${MAX_SILENCE_MS / 1000} s`,
      });
    }
    isOver ||= error instanceof KubernetesError && error.isAnswer;
    throw error;
  } finally {
    clearTimeout(timer);
    if (!isOver) {
      options.onLeave();
    }
    // Whatever the end was, nobody reads what may still come.
    done.abort();
  }
}
