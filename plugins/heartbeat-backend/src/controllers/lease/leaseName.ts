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

import { createHash } from 'node:crypto';

/** The name of the unnamed controller's Lease ends so [H9]. */
const UNNAMED = 'unnamed';

/** Of a SHA-256, in hexadecimal: enough for names that one operator chooses. */
const HASH_LENGTH = 8;

/** A subdomain by RFC 1123 may be longer, but a name that a person reads should not be. */
const MAX_NAME_LENGTH = 120;

const VALID_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/**
 * The name of a controller's Lease: `<prefix>-<controller>`, or
 * `<prefix>-unnamed` for the empty name [H9]. That of one of its replicas is
 * called the same with `.<replica>` behind it; a replica's name has no dot of its
 * own, so no two of them meet.
 *
 * A name that a label can bear and an object cannot (upper case, `_`) is brought
 * into shape and gets a hash of the original, so that it stays unique; so does
 * a controller that is literally called `unnamed` [H10].
 *
 * @internal
 */
export function leaseName(
  prefix: string,
  controller: string,
  replica?: string,
): string {
  const name = controllerLeaseName(prefix, controller);
  return replica === undefined ? name : `${name}.${replica}`;
}

function controllerLeaseName(prefix: string, controller: string): string {
  if (controller === '') {
    return `${prefix}-${UNNAMED}`;
  }
  const plain = `${prefix}-${controller}`;
  if (
    controller !== UNNAMED &&
    VALID_NAME.test(plain) &&
    !plain.includes('..') &&
    plain.length <= MAX_NAME_LENGTH
  ) {
    return plain;
  }
  const hash = createHash('sha256')
    .update(controller)
    .digest('hex')
    .slice(0, HASH_LENGTH);
  const shaped = plain
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, MAX_NAME_LENGTH - HASH_LENGTH - 1);
  return `${shaped}-${hash}`;
}
