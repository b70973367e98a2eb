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

import type { ErrorObject } from 'ajv';
import { QUERY_FORMATS } from './queryFormats';

/**
 * What a validator found in a query, as sentences that name the parameter and the way
 * out: one for each value that is wrong, in the order of the parameters, and one for
 * each parameter that there is not.
 *
 * @param errors - of a validator that tells all of them, with the data and schemas (`verbose`)
 * @internal
 */
export function querySentences(
  errors: ErrorObject[],
  parameters: string[],
): string[] {
  const found = new Map<string, { rank: number; sentence: string }>();
  for (const error of errors) {
    const { instancePath, keyword, params } = error;
    if (keyword === 'additionalProperties') {
      const name: string = params.additionalProperty;
      found.set(`/${name}`, {
        rank: parameters.length,
        sentence: `there is no parameter "${name}"`,
      });
    } else {
      const path =
        keyword === 'required' ? `/${params.missingProperty}` : instancePath;
      const [, name] = path.split('/');
      // A value has one sentence: of what is empty is not said what else it is not.
      if (!found.has(path)) {
        found.set(path, {
          rank: parameters.indexOf(name),
          sentence: `${name} ${complaint(error, errors)}`,
        });
      }
    }
  }
  const sorted = [...found.values()].sort((a, b) => a.rank - b.rank);
  return [...new Set(sorted.map(({ sentence }) => sentence))];
}

function complaint(error: ErrorObject, all: ErrorObject[]): string {
  const { keyword, data, params, parentSchema = {} } = error;
  if (keyword === 'required') {
    return 'must be given';
  }
  if (keyword === 'maxItems') {
    return `has more than ${params.limit} values`;
  }
  if (Array.isArray(data)) {
    return 'is given more than once';
  }
  if (keyword === 'enum') {
    return `${JSON.stringify(data)}: not one of ${wordsFor(error, all)}`;
  }
  if (keyword === 'minLength') {
    return 'must not be empty';
  }
  const { type, format, minimum, maximum } = parentSchema;
  if (type === 'integer') {
    return `is not a whole number from ${minimum} to ${maximum}`;
  }
  const form = QUERY_FORMATS.get(format);
  return form
    ? `${JSON.stringify(data)}: not ${form.what}`
    : error.message ?? 'is wrong';
}

/** All the words that one value may be: of those of several schemas, each once. */
function wordsFor({ instancePath }: ErrorObject, all: ErrorObject[]): string {
  const words = all
    .filter(one => one.keyword === 'enum' && one.instancePath === instancePath)
    .flatMap(({ params }): string[] => params.allowedValues);
  return [...new Set(words)].join(', ');
}
