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

import { InputError } from '@backstage/errors';

/**
 * Where a page of transitions ended.
 *
 * @internal
 */
export interface ListPosition {
  at: number;
  id: number;
}

/** An opaque text for it. */
export function encodeCursor({ at, id }: ListPosition): string {
  return Buffer.from(`${at}.${id}`).toString('base64url');
}

/** @throws InputError where it is not one of ours */
export function decodeCursor(cursor: string): ListPosition {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, at, id] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (at === undefined || id === undefined) {
    throw new InputError(
      'cursor: not one that this API gave out; leave it away to begin at the newest transition',
    );
  }
  return { at: Number(at), id: Number(id) };
}
