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

import { isRecord } from './decode/decoders';
import { badRequest } from './refusals';

/** Where the next page of a list begins, and the version all its pages show. @internal */
export interface ContinueToken {
  /** Undefined in the token that a 410 hands out: go on with the latest data. */
  version: number | undefined;
  /** The last key of the page before. */
  after: string;
}

const FORMAT = 'meta.k8s.io/v1';

/** @internal */
export function encodeContinue(token: ContinueToken): string {
  return Buffer.from(
    JSON.stringify({
      v: FORMAT,
      rv: token.version ?? -1,
      start: `${token.after}\u0000`,
    }),
  ).toString('base64url');
}

/** @throws StatusError 400 for text that is no such token @internal */
export function decodeContinue(text: string): ContinueToken {
  let token: unknown;
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw badRequest('invalid continue token: continue key is not valid');
  }
  if (
    !isRecord(token) ||
    token.v !== FORMAT ||
    typeof token.rv !== 'number' ||
    typeof token.start !== 'string'
  ) {
    throw badRequest('invalid continue token: continue key is not valid');
  }
  return {
    version: token.rv < 0 ? undefined : token.rv,
    // the key just behind the last one ends with a zero
    after: token.start.slice(0, -1),
  };
}
