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

import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { Request } from 'express';
import { z } from 'zod';

/** A parameter that may be given once. */
export const once = z
  .tuple([z.string().min(1, 'must not be empty')], {
    error: ({ input }) =>
      input === undefined ? 'must be given' : 'is given more than once',
  })
  .transform(([value]) => value);

/** A parameter that may be given several times: one of its values must hold. */
export const several = z.array(z.string().min(1, 'must not be empty'));

/** One of these words. */
export function oneOf<T extends string>(values: readonly T[]) {
  return z.enum(values, {
    error: ({ input }) =>
      `${JSON.stringify(input)}: not one of ${values.join(', ')}`,
  });
}

/** An entity ref in the form in which the catalog compares them. */
export function entityRef(defaultKind: string) {
  return z.string().transform((ref, context) => {
    try {
      return stringifyEntityRef(parseEntityRef(ref, { defaultKind }));
    } catch {
      context.addIssue({
        code: 'custom',
        message: `${JSON.stringify(
          ref,
        )}: not an entity ref, as ${defaultKind}:default/name`,
      });
      return z.NEVER;
    }
  });
}

/** A whole number in a query. */
export function wholeNumber(min: number, max: number) {
  return once.pipe(
    z
      .string()
      .regex(/^\d{1,15}$/, `is not a whole number from ${min} to ${max}`)
      .transform(Number)
      .pipe(
        z
          .number()
          .min(min, `is not a whole number from ${min} to ${max}`)
          .max(max, `is not a whole number from ${min} to ${max}`),
      ),
  );
}

/**
 * Reads the query of a request. Each parameter comes as the list of its values,
 * however often it was given.
 *
 * @throws InputError that names every parameter that is wrong, and why
 *
 * @internal
 */
export function queryOf<T>(schema: z.ZodType<T>, request: Request): T {
  // Not express's own reading, which makes objects of some names.
  const { searchParams } = new URL(request.originalUrl, 'http://localhost');
  return parseQuery(
    schema,
    Object.fromEntries(
      [...searchParams.keys()].map(name => [name, searchParams.getAll(name)]),
    ),
  );
}

/** The same of a query that is no request's. */
export function parseQuery<T>(
  schema: z.ZodType<T>,
  values: Record<string, string[]>,
): T {
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    throw new InputError(
      `Query: ${parsed.error.issues.flatMap(sentences).join('; ')}`,
    );
  }
  return parsed.data;
}

/** What {@link parseQuery} reads, of what stands in an object. */
export function valuesOf(
  filters: Record<string, string | number | undefined>,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [`${value}`]]],
    ),
  );
}

function sentences(issue: z.core.$ZodIssue): string[] {
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map(key => `there is no parameter "${key}"`)
    : [`${String(issue.path[0])} ${issue.message}`];
}
