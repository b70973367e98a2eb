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

import { ConflictError, InputError } from '@backstage/errors';
import { HEARTBEAT_KEYS } from './heartbeatOptions';

/** As Backstage's configuration takes it. */
const KEY = /^[a-z][a-z0-9]*([-_][a-z][a-z0-9]*)*$/i;

/**
 * The keys under `heartbeat` that modules read themselves. They claim them before
 * the rest is read: whoever adds something to an extension point is initialized
 * before the plugin is.
 *
 * @internal
 */
export class ModuleKeys {
  readonly #owners = new Map<string, string>();

  /**
   * @param key - `undefined`: there is nothing to claim
   * @param owner - for messages, e.g. `the provider "redis"`
   * @throws InputError or ConflictError if the key cannot be the owner's
   */
  claim(key: string | undefined, owner: string): void {
    if (key === undefined) {
      return;
    }
    if (!KEY.test(key)) {
      throw new InputError(
        `${JSON.stringify(
          key,
        )} cannot be the configKey of ${owner}; use letters, digits and single "-" between them`,
      );
    }
    const other = HEARTBEAT_KEYS.includes(key)
      ? 'Heartbeat itself'
      : this.#owners.get(key);
    if (other) {
      throw new ConflictError(
        `heartbeat.${key} cannot be the configKey of ${owner}: it is that of ${other}; choose another one`,
      );
    }
    this.#owners.set(key, owner);
  }

  has(key: string): boolean {
    return this.#owners.has(key);
  }
}
