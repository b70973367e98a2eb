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
  CONTROLLER_ANNOTATION,
  LEASE_ANNOTATION,
} from 'backstage-plugin-heartbeat-common';
import type { ClaimReader } from '../entities';
import {
  parseControllerAnnotation,
  parseLeaseAnnotation,
} from './controllerAnnotations';

/** @internal */
export const CONTROLLER_KIND = 'controller';

/**
 * What entities say of controllers: their names, or the places of their Leases.
 *
 * @internal
 */
export const controllerClaims: ClaimReader = {
  kind: CONTROLLER_KIND,
  annotations: [CONTROLLER_ANNOTATION, LEASE_ANNOTATION],
  labels: [],
  read(key, text) {
    if ('annotation' in key && key.annotation === LEASE_ANNOTATION) {
      const { leases, problems } = parseLeaseAnnotation(text);
      return {
        values: leases.map(({ cluster, namespace, name }) =>
          [cluster, namespace, name]
            .filter(part => part !== undefined)
            .join('/'),
        ),
        problems,
      };
    }
    const { controllers, problems } = parseControllerAnnotation(text);
    return { values: controllers, problems };
  },
};
