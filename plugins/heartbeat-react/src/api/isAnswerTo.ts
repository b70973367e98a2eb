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

import type { HeartbeatOperations } from 'backstage-plugin-heartbeat-common';
import { OPERATIONS, SCHEMAS } from './generated/answers';

/**
 * A schema of the OpenAPI document, as far as an answer is looked at: every field that
 * it describes has to be of its type. A status, reason or kind is any text, as the
 * backend may be of another version.
 *
 * @internal
 */
export type AnswerSchema =
  | 'string'
  | 'time'
  | 'number'
  | 'boolean'
  | 'any'
  | { schema: string }
  | { oneOf: readonly string[] }
  | { anyOf: AnswerSchema[] }
  | { listOf: AnswerSchema }
  | { mapOf: AnswerSchema }
  | {
      extends?: string[];
      required?: Record<string, AnswerSchema>;
      optional?: Record<string, AnswerSchema>;
    };

/** The operations that the client asks for. */
export type ClientOperation = keyof typeof OPERATIONS;

type Check = (value: unknown) => boolean;

/** Made at their first use. */
const checks = new Map<string, Check>();

/**
 * The edge at which an answer of the backend becomes a typed value: whether it is what
 * the OpenAPI document says of this operation.
 *
 * @internal
 */
export function isAnswerTo<Id extends ClientOperation>(
  operationId: Id,
  body: unknown,
): body is HeartbeatOperations[Id]['answer'] {
  return isOfSchema(OPERATIONS[operationId].answer)(body);
}

function isOfSchema(name: string): Check {
  return value => {
    let check = checks.get(name);
    if (!check) {
      check = checkOf(SCHEMAS[name]);
      checks.set(name, check);
    }
    return check(value);
  };
}

function checkOf(schema: AnswerSchema): Check {
  if (schema === 'any') {
    return () => true;
  }
  if (schema === 'time') {
    return value =>
      typeof value === 'string' && !Number.isNaN(Date.parse(value));
  }
  if (typeof schema === 'string') {
    return value => typeof value === schema;
  }
  if ('schema' in schema) {
    return isOfSchema(schema.schema);
  }
  if ('oneOf' in schema) {
    const words = new Set<unknown>(schema.oneOf);
    return value => words.has(value);
  }
  if ('anyOf' in schema) {
    const some = schema.anyOf.map(checkOf);
    return value => some.some(check => check(value));
  }
  if ('listOf' in schema) {
    const check = checkOf(schema.listOf);
    return value => Array.isArray(value) && value.every(check);
  }
  if ('mapOf' in schema) {
    const check = checkOf(schema.mapOf);
    return value => isFields(value) && Object.values(value).every(check);
  }
  const { extends: bases = [], required = {}, optional = {} } = schema;
  const all = bases.map(isOfSchema);
  const fields = [
    ...checksOf(required),
    ...checksOf(optional).map(([name, check]): [string, Check] => [
      name,
      value => value === undefined || check(value),
    ]),
  ];
  return value =>
    isFields(value) &&
    all.every(check => check(value)) &&
    fields.every(([name, check]) => check(value[name]));
}

function checksOf(
  fields: Record<string, AnswerSchema>,
): Array<[string, Check]> {
  return Object.entries(fields).map(([name, schema]) => [
    name,
    checkOf(schema),
  ]);
}

function isFields(value: unknown): value is Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
