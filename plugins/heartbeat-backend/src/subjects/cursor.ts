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
import { z } from 'zod';

const shape = z.tuple([z.string(), z.number(), z.string(), z.string()]);

/**
 * Where a page ended. The next one begins behind it, whatever has come and gone
 * meanwhile.
 *
 * @internal
 */
export interface PagePosition {
  sort: string;
  /** What is sorted by before the name. */
  key: number;
  name: string;
  id: string;
}

/** An opaque text for it. */
export function encodeCursor({ sort, key, name, id }: PagePosition): string {
  return Buffer.from(JSON.stringify([sort, key, name, id])).toString(
    'base64url',
  );
}

/** @throws InputError where it is not one of ours, or of another order */
export function decodeCursor(cursor: string, wanted: string): PagePosition {
  const [sort, key, name, id] = read(cursor);
  if (sort !== wanted) {
    throw new InputError(
      `Query: cursor is of a list sorted by ${sort}, not by ${wanted}; begin again without it`,
    );
  }
  return { sort, key, name, id };
}

function read(cursor: string) {
  try {
    return shape.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
  } catch {
    throw new InputError(
      'Query: cursor is not one that this API gave out; begin again without it',
    );
  }
}
