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

/** A Lease has about 1 kB; managedFields and annotations can make it much larger. */
const MAX_LINE_LENGTH = 2 * 1024 * 1024;

/**
 * Calls back with each line of an answer as it comes; an unfinished last one is not
 * a line. By events and not by async iteration, see `KubernetesStreamRequest.onLine`.
 *
 * @param options - `onData`: called with each piece, of which one may have many lines
 * or only a part of one; `errorOf`: what to throw where it breaks
 * @throws KubernetesError where it has an endless line
 * @internal
 */
export async function readLines(
  answer: IncomingMessage,
  options: {
    onData(): void;
    onLine(line: string): void;
    errorOf(cause: unknown): unknown;
  },
): Promise<void> {
  let rest = '';
  answer.setEncoding('utf8');
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: string) => {
      options.onData();
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      try {
        for (const line of lines) {
          if (line !== '') {
            options.onLine(line);
          }
        }
        if (rest.length > MAX_LINE_LENGTH) {
          throw new KubernetesError({
            reason: 'unusable',
            message: 'the watch sent an endless line',
          });
        }
      } catch (error) {
        answer.off('data', onData);
        reject(error);
      }
    };
    answer.on('data', onData);
    answer.on('end', resolve);
    // For as long as anything may still come: nobody else listens.
    answer.on('error', cause => reject(options.errorOf(cause)));
  });
}
