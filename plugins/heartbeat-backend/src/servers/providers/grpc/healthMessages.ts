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

/**
 * The two messages of `grpc.health.v1`, which are too small for a compiler of
 * protocol buffers: a request is one string, an answer one number.
 */

const FIELD_1_VARINT = 0x08;
const FIELD_1_BYTES = 0x0a;

const WIRE_VARINT = 0;
const WIRE_64_BIT = 1;
const WIRE_BYTES = 2;
const WIRE_32_BIT = 5;

/** Longer varints are no 64-bit numbers. */
const MAX_VARINT_BYTES = 10;

/** What a server can say of a service. */
const SERVING_STATUSES = [
  'UNKNOWN',
  'SERVING',
  'NOT_SERVING',
  'SERVICE_UNKNOWN',
] as const;

/** @internal */
export type ServingStatus = (typeof SERVING_STATUSES)[number];

function varint(value: number): number[] {
  const bytes = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

/**
 * `HealthCheckRequest`
 *
 * @param service - `''` is all of the server
 * @internal
 */
export function encodeRequest(service: string): Buffer {
  const name = Buffer.from(service);
  return name.length === 0
    ? name
    : Buffer.concat([
        Buffer.from([FIELD_1_BYTES, ...varint(name.length)]),
        name,
      ]);
}

/**
 * `HealthCheckResponse`
 *
 * @throws if it is none
 * @internal
 */
export function decodeResponse(message: Buffer): ServingStatus {
  let at = 0;
  // What is not said is the first of all.
  let status = 0;

  function readVarint(): number {
    let value = 0;
    for (let index = 0; index < MAX_VARINT_BYTES; index++) {
      const byte = message.readUInt8(at++);
      value += (byte % 0x80) * 0x80 ** index;
      if (byte < 0x80) {
        return value;
      }
    }
    throw new RangeError('a number has no end');
  }

  while (at < message.length) {
    const tag = readVarint();
    if (tag === FIELD_1_VARINT) {
      status = readVarint();
      continue;
    }
    // A field of a later version.
    switch (tag % 8) {
      case WIRE_VARINT:
        readVarint();
        break;
      case WIRE_64_BIT:
        at += 8;
        break;
      case WIRE_BYTES: {
        const length = readVarint();
        at += length;
        break;
      }
      case WIRE_32_BIT:
        at += 4;
        break;
      default:
        throw new RangeError('a field is of no known type');
    }
  }
  if (at > message.length) {
    throw new RangeError('the message ends within a field');
  }
  return SERVING_STATUSES[status] ?? 'UNKNOWN';
}
