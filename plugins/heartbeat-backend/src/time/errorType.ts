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

/**
 * OpenTelemetry's attribute for what failed, of few possible values: the status
 * of an answer, or the name of the error. Nothing where nothing failed.
 *
 * @internal
 */
export function errorType(error: unknown): { 'error.type'?: string } {
  if (error === undefined) {
    return {};
  }
  if (typeof error === 'object' && error !== null) {
    if ('status' in error && typeof error.status === 'number') {
      return { 'error.type': String(error.status) };
    }
    if ('name' in error && typeof error.name === 'string') {
      return { 'error.type': error.name };
    }
  }
  return { 'error.type': '_OTHER' };
}
