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

/** A label value's longest form, by the Kubernetes API. */
const MAX_LABEL_VALUE_LENGTH = 63;

const LABEL_VALUE = /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;

/**
 * Why no Lease label can bear this as a controller's name, as a sentence;
 * `undefined` if one can. `""` is one.
 *
 * @internal
 */
export function controllerNameProblem(name: string): string | undefined {
  return name === '' ||
    (name.length <= MAX_LABEL_VALUE_LENGTH && LABEL_VALUE.test(name))
    ? undefined
    : `${JSON.stringify(
        name,
      )} is not a controller name; use at most ${MAX_LABEL_VALUE_LENGTH} letters, digits, "-", "_" and ".", beginning and ending with a letter or digit`;
}
