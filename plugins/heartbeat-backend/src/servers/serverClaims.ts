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

import {
  HEALTH_TCP_ANNOTATION,
  HEALTH_URL_ANNOTATION,
  SERVER_ANNOTATION,
} from 'backstage-plugin-heartbeat-common';
import type { ClaimReader } from '../entities';

/** @internal */
export const SERVER_KIND = 'server';

/** By these an entity says where it can be asked: who reads them knows what they mean. */
const HEALTH_ANNOTATIONS = [HEALTH_URL_ANNOTATION, HEALTH_TCP_ANNOTATION];

/**
 * By which annotations and labels entities say which servers stand behind them,
 * beside `heartbeat/server`.
 *
 * @internal
 */
export interface ServerKeys {
  annotations?: readonly string[];
  labels?: readonly string[];
}

/**
 * What entities say of servers: their names, in an annotation or a label.
 *
 * @internal
 */
export function serverClaims({
  annotations = [],
  labels = [],
}: ServerKeys): ClaimReader {
  return {
    kind: SERVER_KIND,
    annotations: [...new Set([SERVER_ANNOTATION, ...annotations])].filter(
      annotation => !HEALTH_ANNOTATIONS.includes(annotation),
    ),
    labels: [...new Set(labels)],
    otherAnnotations: HEALTH_ANNOTATIONS,
    read(key, text) {
      const names = new Set(text.split(',').map(name => name.trim()));
      if ('label' in key) {
        return { values: [...names], problems: [] };
      }
      return {
        values: [...names].filter(name => name !== ''),
        problems: names.has('')
          ? [
              `${key.annotation}: an empty name; write the name of each server once, separated by single commas`,
            ]
          : [],
      };
    },
  };
}
