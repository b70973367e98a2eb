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
import Ajv2020 from 'ajv/dist/2020';
import type { HeartbeatOperations } from 'backstage-plugin-heartbeat-common';
import type { Request } from 'express';
import type { SubjectQuery } from '../subjects/SubjectKind';
import type { OpenApiDocument, ParameterSchema } from './openApiDocument';
import { QUERY_FORMATS } from './queryFormats';
import { querySentences } from './querySentences';

type Query<Id extends keyof HeartbeatOperations> =
  HeartbeatOperations[Id]['query'];

/**
 * What the query of an operation says, with the document's values for what it does
 * not say.
 *
 * @internal
 */
export type Asked<Id extends keyof HeartbeatOperations> = Query<Id> &
  Required<
    Pick<
      Query<Id>,
      Extract<keyof Query<Id>, HeartbeatOperations[Id]['defaulted']>
    >
  >;

/** What the query of an operation may hold, by its parameters and as one schema. */
interface Operation {
  parameters: Map<string, ParameterSchema>;
  schema: object;
}

/** More digits make a number that is not exact. */
const WHOLE_NUMBER = /^\d{1,15}$/;

/**
 * Reads queries by the parameters that the OpenAPI document describes. What is
 * described there is all that there is: another parameter is refused. One that is a
 * list there may be given several times.
 *
 * @internal
 */
export class ApiQueries {
  readonly #ajv = new Ajv2020({
    allErrors: true,
    useDefaults: true,
    // to say in a sentence what was given
    verbose: true,
  });
  readonly #operations: Map<string, Operation>;

  constructor({ paths, components }: OpenApiDocument) {
    for (const [name, { read }] of QUERY_FORMATS) {
      this.#ajv.addFormat(name, text => read(text) !== undefined);
    }
    // Holds what the schemas of parameters refer to.
    this.#ajv.addKeyword('components');
    this.#operations = new Map(
      operationsOf(paths).map(({ operationId, parameters = [] }) => {
        const inQuery = parameters
          .map(one =>
            '$ref' in one
              ? components.parameters[one.$ref.replace(/.*\//, '')]
              : one,
          )
          .filter(parameter => parameter.in === 'query');
        const schemas = inQuery.map(
          ({ name, schema }): [string, ParameterSchema] => [name, schema],
        );
        const schema = {
          type: 'object',
          components,
          properties: Object.fromEntries(schemas),
          required: inQuery.filter(one => one.required).map(one => one.name),
          additionalProperties: false,
        };
        return [operationId, { parameters: new Map(schemas), schema }];
      }),
    );
  }

  /**
   * What a request asks.
   *
   * @throws InputError that names every parameter that is wrong, and why
   */
  ofRequest<Id extends keyof HeartbeatOperations>(
    operationId: Id,
    request: Request,
  ): Asked<Id> {
    return this.parse(operationId, valuesIn(request));
  }

  /** The same of a list of subjects, of whatever kind. */
  ofListRequest(operationId: string, request: Request): SubjectQuery {
    return this.parseList(operationId, valuesIn(request));
  }

  /**
   * The same of a query that is no request's.
   *
   * @param given - the values of each parameter; none of one that is not given
   */
  parse<Id extends keyof HeartbeatOperations>(
    operationId: Id,
    given: Record<string, string[]>,
  ): Asked<Id> {
    return this.#parse<Asked<Id>>(operationId, given);
  }

  /** The same of a list of subjects, of whatever kind. */
  parseList(
    operationId: string,
    given: Record<string, string[]>,
  ): SubjectQuery {
    return this.#parse<SubjectQuery>(operationId, given);
  }

  /** The greatest value that the document allows a number in the query of an operation. */
  maximumOf(operationId: string, name: string): number {
    const { parameters } = this.#operationOf(operationId);
    const maximum = parameters.get(name)?.maximum;
    if (maximum === undefined) {
      throw new Error(
        `The OpenAPI document has no maximum of ${name} in ${operationId}`,
      );
    }
    return maximum;
  }

  #operationOf(operationId: string): Operation {
    const operation = this.#operations.get(operationId);
    if (!operation) {
      throw new Error(`The OpenAPI document has no operation ${operationId}`);
    }
    return operation;
  }

  #parse<T>(operationId: string, given: Record<string, string[]>): T {
    const { parameters, schema } = this.#operationOf(operationId);
    const query: unknown = Object.fromEntries(
      Object.entries(given).map(([name, values]) => [
        name,
        valueOf(values, parameters.get(name)),
      ]),
    );
    // compiled at its first use
    const isAsked = this.#ajv.compile<T>(schema);
    if (!isAsked(query)) {
      const order = [...parameters.keys()];
      throw new InputError(
        `Query: ${querySentences(isAsked.errors ?? [], order).join('; ')}`,
      );
    }
    return query;
  }
}

function operationsOf(paths: OpenApiDocument['paths']) {
  return Object.values(paths)
    .flatMap(({ get, post }) => [get, post])
    .filter(operation => operation !== undefined);
}

/** Not express's own reading, which makes objects of some names. */
function valuesIn(request: Request): Record<string, string[]> {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost');
  return Object.fromEntries(
    [...searchParams.keys()].map(name => [name, searchParams.getAll(name)]),
  );
}

/** Values as their schema has them, where they can be read so; else they are left to its check. */
function valueOf(values: string[], schema: ParameterSchema = {}): unknown {
  if (schema.type === 'array') {
    return values.map(text => readText(text, schema.items));
  }
  return values.length === 1 ? readText(values[0], schema) : values;
}

function readText(text: string, schema: ParameterSchema = {}): unknown {
  const { type, format = '' } = schema;
  if (type === 'integer') {
    return WHOLE_NUMBER.test(text) ? Number(text) : text;
  }
  return QUERY_FORMATS.get(format)?.read(text) ?? text;
}

/**
 * What {@link ApiQueries.parse} reads, of what stands in an object.
 *
 * @internal
 */
export function valuesOf(
  filters: Record<string, string | number | undefined>,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [`${value}`]]],
    ),
  );
}
