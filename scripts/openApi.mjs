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

// What is made of the OpenAPI document, in which the API is written once. The
// types are openapi-typescript's; what happens here is that each schema is
// printed as an export of its own, which is what an editor and an API report
// show, where openapi-typescript prints one interface that holds all of them.
// Whatever a schema or a field is, is said in its description there.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import openapiTS, { astToString } from 'openapi-typescript';
import prettier from 'prettier';
import ts from 'typescript';
import { root } from './toolchain.mjs';

/** The document, from the repository's root. */
export const OPENAPI_DOCUMENT = 'plugins/heartbeat-backend/openapi.yaml';

const TYPES = 'plugins/heartbeat-common/src/generated/api.ts';

const ANSWERS = 'plugins/heartbeat-react/src/api/generated/answers.ts';

/** What the client asks for: a browser loads no more than it needs. */
const CLIENT_OPERATIONS = [
  'getHeartbeats',
  'getServers',
  'getEntityHeartbeats',
  'getTransitions',
  'getAvailability',
  'getTimeline',
  'getLatency',
  'checkServers',
];

/**
 * The words by which a screen is drawn, so that it has to know them. Of other lists of
 * words any text will do: that of a backend of another version may be another one.
 */
const DRAWN_BY = ['HistoryStanding'];

const OPERATIONS_COMMENT = `
The operations of the API by their operationId: what the query of each may hold, which
parameters have a value where they are not given, and what it answers.`;

const { factory } = ts;

/**
 * Compares what is made of the document with what is committed.
 *
 * @param options.fix whether to write what differs
 * @returns the files that differ and were not written
 */
export async function staleFilesOfOpenApi({ fix }) {
  const stale = Object.entries(await filesOfOpenApi()).filter(
    ([path, text]) =>
      !existsSync(join(root, path)) ||
      readFileSync(join(root, path), 'utf8') !== text,
  );
  if (fix) {
    stale.forEach(([path, text]) => writeFileSync(join(root, path), text));
    return [];
  }
  return stale.map(([path]) => path);
}

/** The text of each file that is made of the document, by its path. */
async function filesOfOpenApi() {
  const file = join(root, OPENAPI_DOCUMENT);
  const document = await SwaggerParser.parse(file);
  const nodes = await openapiTS(pathToFileURL(file), {
    silent: true,
    transform: recordOf,
  });
  const texts = {
    [TYPES]: typesOf(document, nodes),
    [ANSWERS]: answersOf(document),
  };
  return Object.fromEntries(
    await Promise.all(
      Object.entries(texts).map(async ([path, text]) => [
        path,
        await formatted(path, text),
      ]),
    ),
  );
}

/** Numbers by the words of a schema: openapi-typescript does not look at `propertyNames`. */
function recordOf({ propertyNames }) {
  return propertyNames
    ? factory.createTypeReferenceNode('Record', [
        factory.createTypeReferenceNode(refName(propertyNames)),
        factory.createKeywordTypeNode(ts.SyntaxKind.NumberKeyword),
      ])
    : undefined;
}

async function formatted(path, text) {
  const header = readFileSync(
    join(root, 'scripts', 'copyright-header.txt'),
    'utf8',
  );
  const note = `// Made of ${OPENAPI_DOCUMENT}: edit that, then run \`npm test -- --only openapi --fix\`.`;
  const options = await prettier.resolveConfig(join(root, path));
  return prettier.format(`${header}\n${note}\n\n${text}`, {
    ...options,
    filepath: path,
  });
}

/** What the client needs of the document at run time. */
function answersOf(document) {
  const { operations, schemas } = answeredBy(document, {
    only: CLIENT_OPERATIONS,
    withQueries: false,
  });
  const { schemas: all } = document.components;
  return `import { ${DRAWN_BY.map(constantName).join(', ')} } from
      'backstage-plugin-heartbeat-common';
    import type { AnswerSchema } from '../isAnswerTo';

    /** Where the operations are, and the schemas of what they answer. */
    export const OPERATIONS = {
      ${operations
        .map(
          ({ id, method, path, answer }) =>
            `${id}: { method: '${method}', path: ${JSON.stringify(
              path,
            )}, answer: '${answer}' },`,
        )
        .join('\n')}
    } as const;

    /** The schemas, by their names. */
    export const SCHEMAS: Record<string, AnswerSchema> = {
      ${schemas
        .filter(name => !all[name].enum)
        .map(name => `${name}: ${answerSchema(all[name], all)},`)
        .join('\n')}
    };`;
}

/** A schema as the source of an `AnswerSchema`. */
function answerSchema(schema, all) {
  const of = part => answerSchema(part, all);
  const name = refName(schema);
  if (DRAWN_BY.includes(name)) {
    return `{ oneOf: ${constantName(name)} }`;
  }
  if (name !== undefined) {
    return isObject(all[name]) ? `{ schema: '${name}' }` : of(all[name]);
  }
  const { type, format, items, properties, allOf, additionalProperties } =
    schema;
  if (Array.isArray(type)) {
    return `{ anyOf: [${type.map(one => of({ type: one })).join(', ')}] }`;
  }
  switch (type) {
    case 'string':
      return format === 'date-time' ? "'time'" : "'string'";
    case 'integer':
    case 'number':
      return "'number'";
    case 'boolean':
      return "'boolean'";
    case 'array':
      return `{ listOf: ${of(items)} }`;
    case 'object':
      return additionalProperties
        ? `{ mapOf: ${
            additionalProperties === true ? "'any'" : of(additionalProperties)
          } }`
        : fieldsOf({ properties, allOf, required: schema.required }, of);
    default:
      throw new Error(`No check for ${JSON.stringify(schema)}`);
  }
}

function fieldsOf({ properties, allOf = [], required = [] }, of) {
  const those = wanted =>
    Object.entries(properties)
      .filter(([name]) => required.includes(name) === wanted)
      .map(([name, schema]) => `${name}: ${of(schema)}`);
  const parts = [
    ['extends', '[]', allOf.map(base => `'${refName(base)}'`)],
    ['required', '{}', those(true)],
    ['optional', '{}', those(false)],
  ];
  return `{ ${parts
    .filter(([, , content]) => content.length > 0)
    .map(
      ([key, [open, close], content]) =>
        `${key}: ${open}${content.join(', ')}${close}`,
    )
    .join(', ')} }`;
}

function typesOf(document, nodes) {
  const named = name => nodes.find(node => node.name.text === name);
  const components = typesByName(named('components').members);
  const types = {
    schemas: typesByName(components.schemas.members),
    parameters: typesByName(components.parameters.members),
  };
  const inPlace = node => withoutIndirection(node, types);
  const { operations, schemas } = answeredBy(document);
  const operationTypes = typesByName(named('operations').members);
  return [
    ...schemas.map(name =>
      schemaText({
        name,
        schema: document.components.schemas[name],
        type: inPlace(types.schemas[name]),
      }),
    ),
    `${comment(OPERATIONS_COMMENT)}
     export interface HeartbeatOperations {
       ${operations
         .map(operation =>
           operationText({
             ...operation,
             query: inPlace(queryOf(operationTypes[operation.id])),
           }),
         )
         .join('\n')}
     }`,
  ].join('\n\n');
}

/**
 * The operations, and the schemas that are part of what they answer or are asked.
 *
 * @param options.only - operationIds; all of them if absent
 * @param options.withQueries - whether schemas of what they are asked count
 */
function answeredBy(document, { only, withQueries = true } = {}) {
  const schemas = new Set();
  const add = part => {
    const name = refName(part);
    if (name !== undefined && !schemas.has(name)) {
      schemas.add(name);
      add(document.components.schemas[name]);
    } else if (typeof part === 'object' && part !== null) {
      Object.values(part).forEach(add);
    }
  };
  const asked = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...{ path, method, operation },
      })),
    )
    .filter(({ operation }) => !only || only.includes(operation.operationId));
  const operations = asked.map(({ path, method, operation }) => {
    const { responses } = operation;
    const { schema } = (responses['200'] ?? responses['202']).content[
      'application/json'
    ];
    const parameters = (operation.parameters ?? []).map(parameter =>
      resolved(document, parameter),
    );
    add(withQueries && parameters);
    add(schema);
    return {
      id: operation.operationId,
      path,
      method: method.toUpperCase(),
      answer: refName(schema),
      defaulted: parameters
        .filter(parameter => parameter.schema.default !== undefined)
        .map(({ name }) => name),
    };
  });
  return {
    operations,
    // in the document's order, whoever refers to what
    schemas: Object.keys(document.components.schemas).filter(
      name => schemas.has(name) && !isAlias(document.components.schemas[name]),
    ),
  };
}

/** A parameter, which may be given as a reference. */
function resolved(document, { $ref, ...parameter }) {
  return $ref === undefined
    ? parameter
    : document.components.parameters[$ref.split('/').at(-1)];
}

function refName(part) {
  return /^#\/components\/schemas\/(\w+)$/.exec(part?.$ref)?.[1];
}

/** A schema that is another word for a primitive, as Time, is printed as that primitive. */
function isAlias(schema) {
  return !isObject(schema) && !schema.enum;
}

function isObject({ type }) {
  return type === 'object';
}

function schemaText({ name, schema, type }) {
  if (schema.enum) {
    const values = constantName(name);
    return [
      comment(schema.description),
      `export const ${values} = ${JSON.stringify(schema.enum)} as const;`,
      '',
      '/** @public */',
      `export type ${name} = (typeof ${values})[number];`,
    ].join('\n');
  }
  const parts = ts.isIntersectionTypeNode(type) ? type.types : [type];
  const bases = parts.filter(ts.isTypeReferenceNode).map(printed);
  const heritage = bases.length > 0 ? `extends ${bases.join(', ')} ` : '';
  const members = parts.filter(ts.isTypeLiteralNode).map(printed);
  return `${comment(schema.description)}
    export interface ${name} ${heritage}${members.join('')}`;
}

function operationText({ id, query, defaulted, answer }) {
  return `${id}: {
    query: ${query ? printed(query) : 'Record<string, never>'};
    defaulted: ${
      defaulted.map(name => JSON.stringify(name)).join(' | ') || 'never'
    };
    answer: ${answer};
  };`;
}

/** `LivenessStatus` as `LIVENESS_STATUSES`. */
function constantName(name) {
  const words = name.replace(/\B[A-Z]/g, '_$&').toUpperCase();
  return words.endsWith('S') ? `${words}ES` : `${words}S`;
}

function comment(description) {
  const lines = `${description.trim()}\n\n@public`.split('\n');
  return ['/**', ...lines.map(line => ` * ${line}`.trimEnd()), ' */'].join(
    '\n',
  );
}

/** The type of an operation's query; `undefined` where it has none. */
function queryOf(operation) {
  const { query } = typesByName(
    typesByName(operation.members).parameters.members,
  );
  return ts.isTypeLiteralNode(query) ? query : undefined;
}

function typesByName(members) {
  return Object.fromEntries(members.map(({ name, type }) => [name.text, type]));
}

/** `components['schemas']['Heartbeat']` as `Heartbeat`, and what has no name of its own as what it is. */
function withoutIndirection(type, types) {
  const visit = node => {
    const [kind, name] = componentOf(node) ?? [];
    if (kind === undefined) {
      return ts.visitEachChild(node, visit, undefined);
    }
    const target = types[kind][name];
    const hasName =
      kind === 'schemas' && target.kind !== ts.SyntaxKind.StringKeyword;
    return hasName
      ? factory.createTypeReferenceNode(name)
      : ts.visitNode(target, visit);
  };
  return type && ts.visitNode(type, visit);
}

function componentOf(node) {
  if (
    ts.isIndexedAccessTypeNode(node) &&
    ts.isIndexedAccessTypeNode(node.objectType)
  ) {
    return [node.objectType.indexType, node.indexType].map(
      ({ literal }) => literal.text,
    );
  }
  return undefined;
}

/** The source of a node, with comments as TSDoc has them. */
function printed(node) {
  return astToString(node)
    .replace(/^ *(\/\*\*|\*) (Format:|@enum|@default|@constant).*\n/gm, line =>
      line.includes('/**') && !line.includes('*/') ? '/**\n' : '',
    )
    .replace(/@description /g, '')
    .replace(/^( *\*) {5}(?=\S)/gm, '$1 ');
}
