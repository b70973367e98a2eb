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
 * The shortest duration of a Lease: `leaseDurationSeconds` is a whole number from 1 on [H1].
 *
 * @internal
 */
export const MIN_LEASE_DURATION_MS = 1_000;

/**
 * Why a Lease cannot have this duration, as a sentence; `undefined` if it can.
 *
 * @internal
 */
export function leaseDurationProblem(durationMs: number): string | undefined {
  return durationMs >= MIN_LEASE_DURATION_MS && durationMs % 1_000 === 0
    ? undefined
    : `a Lease lasts whole seconds, at least one, and not ${durationMs} ms`;
}
