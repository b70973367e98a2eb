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

import { readFile } from 'node:fs/promises';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { parse } from 'yaml';

/** @internal */
export interface ParameterSchema {
  type?: string;
  format?: string;
  maximum?: number;
  items?: ParameterSchema;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: ParameterSchema;
}

/**
 * The OpenAPI document, as far as queries are read by it.
 *
 * @internal
 */
export interface OpenApiDocument {
  paths: Record<
    string,
    Partial<
      Record<
        'get' | 'post',
        {
          operationId: string;
          parameters?: Array<Parameter | { $ref: string }>;
        }
      >
    >
  >;
  components: { parameters: Record<string, Parameter> };
}

/**
 * Reads `openapi.yaml`, as it is published with this package.
 *
 * @internal
 */
export async function readOpenApiDocument(): Promise<OpenApiDocument> {
  const path = resolvePackagePath(
    'backstage-plugin-heartbeat-backend',
    'openapi.yaml',
  );
  return parse(await readFile(path, 'utf8'));
}
