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

import {
  KubernetesError,
  type KubernetesCluster,
} from 'backstage-plugin-heartbeat-node';
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
      reason: 'unusable',
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
 * One watch stream, from a resourceVersion on. It resolves when the server ends
 * the stream, which it does every few minutes.
 *
 * @throws KubernetesError where the stream is refused, breaks, falls silent, or
 * ends with an error: 410 where the resourceVersion is too old [K4]
 * @internal
 */
export async function watch(options: {
  cluster: KubernetesCluster;
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
  let isOpen = false;
  let isOver = false;
  try {
    await options.cluster.stream({
      path,
      query: {
        watch: '1',
        labelSelector,
        fieldSelector,
        resourceVersion: options.resourceVersion,
        allowWatchBookmarks: 'true',
        timeoutSeconds: `${options.seconds}`,
      },
      signal: options.signal,
      timeoutMs: MAX_SILENCE_MS,
      onOpen() {
        isOpen = true;
        options.onOpen();
      },
      onLine: line => options.onEvent(parseEvent(line)),
    });
    isOver = true;
  } catch (error) {
    isOver =
      !options.signal.aborted &&
      error instanceof KubernetesError &&
      (error.status !== undefined ||
        (isOpen && error.reason === 'unreachable'));
    throw error;
  } finally {
    if (!isOver) {
      options.onLeave();
    }
  }
}
