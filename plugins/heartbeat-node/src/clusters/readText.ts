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
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { KubernetesError } from './KubernetesError';

/** A page of a list has about 2 MB; this is no answer that we asked for. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The whole body of an answer.
 *
 * @throws KubernetesError where it has no end; whatever the connection breaks with
 * @internal
 */
export async function readText(answer: IncomingMessage): Promise<string> {
  const body =
    answer.headers['content-encoding'] === 'gzip'
      ? // What it ends with is thrown by the iteration.
        pipeline(answer, createGunzip(), () => {})
      : answer;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw new KubernetesError({
        reason: 'unusable',
        message: `no usable answer: it has more than ${
          MAX_BYTES / 1024 ** 2
        } MB`,
      });
    }
  }
  const [first = Buffer.alloc(0)] = chunks;
  return (chunks.length > 1 ? Buffer.concat(chunks) : first).toString('utf8');
}
