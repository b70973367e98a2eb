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

/** Who wants to log in, and to which project. @internal */
export interface PasswordLogin {
  userId: string;
  password: string;
  projectId: string;
}

/**
 * Reads `{ auth: { identity: { methods, password: { user } }, scope: { project } } }`.
 *
 * @returns undefined for all else, other ways to log in included
 * @internal
 */
export function passwordLogin(body: string): PasswordLogin | undefined {
  const request = parse(body);
  const identity = at(request, 'auth', 'identity');
  const methods = at(identity, 'methods');
  const userId = at(identity, 'password', 'user', 'id');
  const password = at(identity, 'password', 'user', 'password');
  const projectId = at(request, 'auth', 'scope', 'project', 'id');
  return Array.isArray(methods) &&
    methods.includes('password') &&
    typeof userId === 'string' &&
    typeof password === 'string' &&
    typeof projectId === 'string'
    ? { userId, password, projectId }
    : undefined;
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && key in inner
        ? Reflect.get(inner, key)
        : undefined,
    value,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
