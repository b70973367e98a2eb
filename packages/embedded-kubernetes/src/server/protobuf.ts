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

/** What protobuf's wire format calls a field with a length before it: text, bytes, or a message. */
const LENGTH_DELIMITED = 2;

/**
 * Encodes one text or message field of a protobuf message.
 *
 * @internal
 */
export function field(number: number, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([
    varint(number * 8 + LENGTH_DELIMITED),
    varint(bytes.length),
    bytes,
  ]);
}

/** Puts the fields of a message together. @internal */
export function message(...fields: Buffer[]): Buffer {
  return Buffer.concat(fields);
}

/**
 * Reads the text and message fields of a protobuf message, by number.
 *
 * @param onNumber - told the integer fields; all others are skipped
 * @throws RangeError when the bytes are no such message
 * @internal
 */
export function readFields(
  bytes: Buffer,
  onNumber: (field: number, value: number) => void = () => {},
): Map<number, Buffer[]> {
  const fields = new Map<number, Buffer[]>();
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte % 128) * factor;
      if (byte < 128) {
        return value;
      }
    }
  };
  // One below 0 is sent with all of its 64 bits, which are more than a number has.
  const readInteger = (): number => {
    let value = 0n;
    for (let bits = 0n; ; bits += 7n) {
      const byte = bytes.readUInt8(at++);
      value += BigInt(byte % 128) << bits;
      if (byte < 128) {
        return Number(BigInt.asIntN(64, value));
      }
    }
  };
  const skip: Record<number, (field: number) => void> = {
    0: number => onNumber(number, readInteger()),
    1: () => (at += 8),
    5: () => (at += 4),
  };
  while (at < bytes.length) {
    const key = readVarint();
    const number = Math.floor(key / 8);
    if (key % 8 === LENGTH_DELIMITED) {
      const length = readVarint();
      const content = bytes.subarray(at, at + length);
      if (content.length < length) {
        throw new RangeError(`field ${number} is cut off`);
      }
      at += length;
      fields.set(number, [...(fields.get(number) ?? []), content]);
    } else if (skip[key % 8]) {
      skip[key % 8](number);
    } else {
      throw new RangeError(`field ${number} has no known type`);
    }
  }
  return fields;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
