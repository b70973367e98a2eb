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

import { parseMicroTime } from './microTime';

/** A body that cannot be read as the object it should be. @internal */
export class DecodeError extends Error {
  constructor(path: string, why: string) {
    super(`${path}: ${why}`);
    this.name = 'DecodeError';
  }
}

/**
 * Reads one JSON value as one type of Kubernetes' API and gives it back in canonical form: unknown fields dropped
 * (and reported), the fields of a struct in declared order, the keys of a map sorted. Canonical form makes "nothing
 * changed" a comparison of two strings.
 *
 * @internal
 */
export type Decoder = (
  value: unknown,
  path: string,
  unknownFields: string[],
) => unknown;

/** True for a JSON object. @internal */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MAX_INT32 = 2 ** 31 - 1;
const MIN_INT32 = -(2 ** 31);

/** @internal */
export const text: Decoder = (value, path) => {
  if (typeof value !== 'string') {
    throw new DecodeError(path, `expects a string, but found ${typeof value}`);
  }
  return value;
};

/** @internal */
export const int32: Decoder = (value, path) => {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new DecodeError(
      path,
      `expects an integer, but found ${JSON.stringify(value)}`,
    );
  }
  if (value > MAX_INT32 || value < MIN_INT32) {
    throw new DecodeError(path, `overflow: ${value} is no 32-bit integer`);
  }
  return value;
};

/** @internal */
export const integer: Decoder = (value, path) => {
  if (!Number.isSafeInteger(value)) {
    throw new DecodeError(
      path,
      `expects an integer, but found ${JSON.stringify(value)}`,
    );
  }
  return value;
};

/** @internal */
export const time: Decoder = (value, path) => {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
    throw new DecodeError(
      path,
      `parsing time ${JSON.stringify(value)}: expects RFC 3339`,
    );
  }
  return value;
};

/** @internal */
export const microTimeField: Decoder = (value, path) => {
  const parsed = typeof value === 'string' ? parseMicroTime(value) : undefined;
  if (parsed === undefined) {
    throw new DecodeError(
      path,
      `parsing time ${JSON.stringify(
        value,
      )} as "2006-01-02T15:04:05.000000Z07:00": expects exactly six fractional digits, then Z or an offset`,
    );
  }
  return parsed;
};

/** Content that the server keeps as it is, with sorted keys. @internal */
export const anything: Decoder = value => canonical(value);

/** A list of `item`s. @internal */
export function listOf(item: Decoder): Decoder {
  return (value, path, unknownFields) => {
    if (!Array.isArray(value)) {
      throw new DecodeError(path, `expects a list, but found ${typeof value}`);
    }
    return value.map((entry, index) =>
      item(entry, `${path}[${index}]`, unknownFields),
    );
  };
}

/** A map from strings to `item`s. @internal */
export function mapOf(item: Decoder): Decoder {
  return (value, path, unknownFields) => {
    if (!isRecord(value)) {
      throw new DecodeError(
        path,
        `expects an object, but found ${typeof value}`,
      );
    }
    const keys = Object.keys(value);
    if (keys.length === 0) {
      return undefined;
    }
    return Object.fromEntries(
      keys
        .sort()
        .map(key => [key, item(value[key], `${path}.${key}`, unknownFields)]),
    );
  };
}

/** A struct with the given fields; `null` and absent are the same. @internal */
export function struct(fields: Record<string, Decoder>): Decoder {
  const names = Object.keys(fields);
  return (value, path, unknownFields) => {
    if (!isRecord(value)) {
      throw new DecodeError(
        path || 'object',
        `expects an object, but found ${
          Array.isArray(value) ? 'a list' : typeof value
        }`,
      );
    }
    const prefix = path ? `${path}.` : '';
    const decoded: Record<string, unknown> = {};
    for (const name of names) {
      const raw = value[name];
      if (raw !== undefined && raw !== null) {
        const field = fields[name](raw, prefix + name, unknownFields);
        if (field !== undefined) {
          decoded[name] = field;
        }
      }
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) {
        unknownFields.push(prefix + name);
      }
    }
    return decoded;
  };
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map(key => [key, canonical(value[key])]),
    );
  }
  return value;
}
