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

import type { ServerBinding } from 'backstage-plugin-heartbeat-node';

/**
 * What one annotation or label of an entity says: that it is behind a subject of this
 * kind, or expects one.
 *
 * @internal
 */
export interface Claim extends ServerBinding {
  /** The name of a kind of subject. */
  kind: string;
}

/**
 * What entities say of one kind of subject, and how it is read.
 *
 * @internal
 */
export interface ClaimReader {
  /** The name of the kind. */
  kind: string;
  /** In this order they are read. */
  annotations: readonly string[];
  labels: readonly string[];
  /** An entity with one of these says something of this kind that others read. */
  otherAnnotations?: readonly string[];
  /**
   * The names in the value of an annotation or label, each once.
   *
   * @returns with one sentence for each that names nothing
   */
  read(
    key: { annotation: string } | { label: string },
    value: string,
  ): { values: string[]; problems: string[] };
}
