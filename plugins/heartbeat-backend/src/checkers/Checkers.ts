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
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type {
  Checker,
  HeartbeatCheckersExtensionPoint,
} from 'backstage-plugin-heartbeat-node';
import type { ModuleKeys } from '../config/ModuleKeys';

const DEFAULT_FREQUENCY: HumanDuration = { minutes: 1 };

/** Each is a row that the scheduler reads and writes. */
const MAX_SHARDS = 256;

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * A Checker that can be scheduled.
 *
 * @internal
 */
export interface ReadyChecker {
  checker: Checker;
  frequencyMs: number;
  timeoutMs: number;
  shards: number;
}

/**
 * The Checkers that modules bring.
 *
 * @internal
 */
export class Checkers
  implements HeartbeatCheckersExtensionPoint, Iterable<ReadyChecker>
{
  readonly #keys: ModuleKeys;
  readonly #byName = new Map<string, ReadyChecker>();

  constructor(options: { keys: ModuleKeys }) {
    this.#keys = options.keys;
  }

  /** @throws InputError or ConflictError that names the Checker and the way out */
  addChecker(checker: Checker): void {
    const {
      name,
      configKey,
      frequency = DEFAULT_FREQUENCY,
      timeout = frequency,
      shards = 1,
    } = checker;
    if (!NAME.test(name)) {
      throw new InputError(
        `"${name}" is not a name for a Checker; use lower-case letters, digits and single "-" between them`,
      );
    }
    if (this.#byName.has(name)) {
      throw new ConflictError(
        `There is a Checker "${name}" already; name this one otherwise, or remove one of the modules that bring them`,
      );
    }
    if (!Number.isInteger(shards) || shards < 1 || shards > MAX_SHARDS) {
      throw new InputError(
        `Checker "${name}": shards ${shards} is not a whole number from 1 to ${MAX_SHARDS}`,
      );
    }
    const ready = {
      checker,
      shards,
      frequencyMs: positive(name, 'frequency', frequency),
      timeoutMs: positive(name, 'timeout', timeout),
    };
    this.#keys.claim(configKey, `the Checker "${name}"`);
    this.#byName.set(name, ready);
  }

  [Symbol.iterator](): Iterator<ReadyChecker> {
    return this.#byName.values();
  }
}

function positive(name: string, key: string, value: HumanDuration): number {
  const ms = durationToMilliseconds(value);
  if (!Number.isFinite(ms) || ms <= 0) {
    throw new InputError(
      `Checker "${name}": ${key} ${JSON.stringify(
        value,
      )} is not longer than nothing; write e.g. { seconds: 30 }`,
    );
  }
  return ms;
}
