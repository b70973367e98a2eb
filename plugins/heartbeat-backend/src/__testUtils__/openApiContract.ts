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

import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Response } from 'supertest';

interface Operation {
  responses: Record<string, { $ref?: string; content?: object }>;
}

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  allOf?: Schema[];
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: {
    responses: Record<string, { content?: object }>;
    schemas: Record<string, Schema>;
  };
}

/** `/v1/entities/{kind}` as a pattern for the paths it stands for. */
function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** `a/b` as a part of a JSON pointer. */
function escape(part: string): string {
  return encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'));
}

/** What is put to a schema, so that it allows nothing that it does not describe. */
const NOTHING_ELSE = { unevaluatedProperties: false };

/**
 * A schema in which every object is closed but itself, as others may extend it. The
 * document cannot close them: what is closed cannot be extended, and who reads an
 * answer is not to be told that nothing will ever be added.
 */
function closeParts(schema: Schema): Schema {
  const close = (part: Schema) => ({ ...closeParts(part), ...NOTHING_ELSE });
  const { properties, items, additionalProperties, allOf } = schema;
  return {
    ...schema,
    ...(properties && { properties: mapValues(properties, close) }),
    ...(items && { items: close(items) }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: close(additionalProperties),
    }),
    ...(allOf && { allOf: allOf.map(closeParts) }),
  };
}

function mapValues<T>(values: Record<string, T>, map: (value: T) => T) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, map(value)]),
  );
}

/**
 * Holds answers against an OpenAPI 3.1 document: the path, the status and the
 * body of each have to be described there, down to the last field.
 */
export function openApiContract(document: Document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  const { components } = document;
  const schemas = mapValues(components.schemas, closeParts);
  ajv.addSchema(
    { ...document, components: { ...components, schemas } },
    'openapi',
  );
  return {
    /** @throws if the answer is not as the document has it */
    check(path: string, response: Response, method = 'get'): void {
      const template = Object.keys(document.paths).find(candidate =>
        patternOf(candidate).test(path.split('?')[0]),
      );
      const status = `${response.status}`;
      const described =
        template && document.paths[template][method]?.responses[status];
      if (!described) {
        throw new Error(`The document does not describe ${status} of ${path}`);
      }
      const { content } = described.$ref
        ? document.components.responses[described.$ref.split('/')[3]]
        : described;
      if (!content) {
        if (response.text !== '') {
          throw new Error(
            `The document describes ${status} of ${path} as empty`,
          );
        }
        return;
      }
      const base =
        described.$ref ??
        `#/paths/${escape(template)}/${method}/responses/${status}`;
      const validate = ajv.compile({
        $ref: `openapi${base}/content/${escape('application/json')}/schema`,
        ...NOTHING_ELSE,
      });
      if (!validate(response.body)) {
        throw new Error(
          `${status} of ${path} is not as the document has it: ${ajv.errorsText(
            validate.errors,
          )}`,
        );
      }
    },
  };
}
