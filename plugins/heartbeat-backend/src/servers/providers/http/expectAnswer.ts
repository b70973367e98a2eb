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

import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual, promisify } from 'node:util';
import { brotliDecompress, unzip } from 'node:zlib';
import type { JSONValue } from 'json-p3';
import { CheckFailure } from '../CheckFailure';
import { codeOf } from '../networkFailure';
import type { HttpAnswer } from './exchange';
import type { HttpSpec, JsonExpectation, StatusRange } from './httpSpec';

const MAX_DECODED_BYTES = 64 * 1024;

/** So much of a value is held against a regular expression: it must not take long. */
const MAX_MATCHED_LENGTH = 1000;

type Decoder = (
  body: Buffer,
  options: { maxOutputLength: number },
) => Promise<Buffer>;

const DECODERS = new Map<string, Decoder>([
  ['gzip', promisify(unzip)],
  ['x-gzip', promisify(unzip)],
  ['deflate', promisify(unzip)],
  ['br', promisify(brotliDecompress)],
]);

function tooLarge(): CheckFailure {
  return new CheckFailure(
    'body-too-large',
    'Its answer is larger than 64 kB, and no more of it is read',
  );
}

/** @internal */
export function isExpectedStatus(spec: HttpSpec, status: number): boolean {
  return spec.status.some(({ from, to }) => from <= status && status <= to);
}

function rangeText({ from, to }: StatusRange): string {
  if (from === to) {
    return `${from}`;
  }
  return from % 100 === 0 && to === from + 99
    ? `${from / 100}xx`
    : `${from}-${to}`;
}

function statusText(status: number): string {
  return [status, STATUS_CODES[status]].filter(Boolean).join(' ');
}

/**
 * Holds an answer against what is expected of it.
 *
 * @throws CheckFailure that says nothing of the body
 * @internal
 */
export async function expectAnswer(
  spec: HttpSpec,
  answer: HttpAnswer,
): Promise<void> {
  if (!isExpectedStatus(spec, answer.status)) {
    const expected = spec.status.map(rangeText).join(', ');
    throw new CheckFailure(
      'unexpected-status',
      `It answers ${statusText(answer.status)} instead of ${expected}`,
    );
  }
  if (spec.contains === undefined && spec.json === undefined) {
    return;
  }
  const body = await decoded(answer);
  if (spec.contains !== undefined && !body.includes(spec.contains)) {
    throw answer.isCut
      ? tooLarge()
      : new CheckFailure(
          'body-mismatch',
          'Its answer does not contain what http.contains expects',
        );
  }
  if (spec.json) {
    if (answer.isCut) {
      throw tooLarge();
    }
    expectJson(spec.json, body);
  }
}

async function decoded({ headers, body, isCut }: HttpAnswer): Promise<Buffer> {
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') {
    return body;
  }
  const decode = DECODERS.get(encoding);
  if (!decode) {
    throw new CheckFailure(
      'unexpected-answer',
      'Its answer is in an encoding that was not asked for and is not known',
    );
  }
  if (isCut) {
    throw tooLarge();
  }
  try {
    return await decode(body, { maxOutputLength: MAX_DECODED_BYTES });
  } catch (error) {
    throw codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge()
      : new CheckFailure(
          'unexpected-answer',
          `Its answer says that it is ${encoding}, and is not`,
        );
  }
}

function parseJson(body: Buffer): JSONValue {
  try {
    return JSON.parse(body.toString().replace(/^\uFEFF/, ''));
  } catch {
    // What the parser says quotes the body.
    throw new CheckFailure('body-mismatch', 'Its answer is not JSON');
  }
}

function valuesAt(
  path: JsonExpectation['path'],
  value: JSONValue,
): JSONValue[] {
  try {
    return path.query.query(value).values();
  } catch {
    throw new CheckFailure(
      'body-mismatch',
      'Its answer is nested too deeply to be searched',
    );
  }
}

function expectJson(
  { path, equals, exists, matches }: JsonExpectation,
  body: Buffer,
): void {
  const values = valuesAt(path, parseJson(body));
  const mismatch = (what: string) =>
    new CheckFailure('body-mismatch', `In its answer, ${path.text} ${what}`);
  if (exists === false) {
    if (values.length > 0) {
      throw mismatch('is there');
    }
    return;
  }
  if (values.length === 0) {
    throw mismatch('is not there');
  }
  if (
    equals !== undefined &&
    !values.every(value => isDeepStrictEqual(value, equals))
  ) {
    throw mismatch('is not what http.json.equals expects');
  }
  if (
    matches &&
    !values.every(
      value =>
        typeof value !== 'object' &&
        matches.test(String(value).slice(0, MAX_MATCHED_LENGTH)),
    )
  ) {
    throw mismatch('is not what http.json.matches expects');
  }
}
