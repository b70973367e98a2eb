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

import { field, message } from './protobuf';
import type { ResourceDefinition } from './resources';

/** The type that kubectl asks for, with a dot where it writes an @: answers cannot have that. @internal */
export const OPENAPI_V2_TYPE =
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** Numbers of the fields that are written, from the OpenAPI v2 messages of google/gnostic. */
const DOCUMENT = { swagger: 1, info: 2, paths: 8 };
const INFO = { title: 1, version: 2 };
const PATHS = { path: 2 };
const NAMED = { name: 1, value: 2 };
const PATH_ITEM = { patch: 8 };
const OPERATION = { parameters: 8, vendorExtension: 13 };
const PARAMETERS_ITEM = { parameter: 1 };
const PARAMETER = { nonBody: 2 };
const NON_BODY = { query: 3 };
const QUERY = { name: 4 };
const ANY = { yaml: 2 };

/**
 * The OpenAPI v2 document in protobuf, which is the only form in which kubectl before 1.29 looks for what
 * `openApiDocument` says in v3: that PATCH takes `fieldValidation`. It holds nothing else.
 *
 * @param pathOf - the URL of one object of a resource, with its placeholders
 * @internal
 */
export function openApiV2(
  resources: readonly ResourceDefinition[],
  pathOf: (resource: ResourceDefinition) => string,
): Buffer {
  return message(
    field(DOCUMENT.swagger, '2.0'),
    field(
      DOCUMENT.info,
      message(field(INFO.title, 'Kubernetes'), field(INFO.version, 'embedded')),
    ),
    field(
      DOCUMENT.paths,
      message(
        ...resources.map(resource =>
          field(
            PATHS.path,
            named(pathOf(resource), field(PATH_ITEM.patch, patch(resource))),
          ),
        ),
      ),
    ),
  );
}

function patch({ group, version, kind }: ResourceDefinition): Buffer {
  return message(
    ...['dryRun', 'fieldManager', 'fieldValidation'].map(name =>
      field(OPERATION.parameters, queryParameter(name)),
    ),
    field(
      OPERATION.vendorExtension,
      named(
        'x-kubernetes-group-version-kind',
        field(ANY.yaml, JSON.stringify({ group, version, kind })),
      ),
    ),
  );
}

function queryParameter(name: string): Buffer {
  const query = field(NON_BODY.query, field(QUERY.name, name));
  return field(PARAMETERS_ITEM.parameter, field(PARAMETER.nonBody, query));
}

function named(name: string, value: Buffer): Buffer {
  return message(field(NAMED.name, name), field(NAMED.value, value));
}
