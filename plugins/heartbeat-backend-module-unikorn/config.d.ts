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

import type { HumanDuration } from '@backstage/types';

export interface Config {
  heartbeat?: {
    /** Servers of the unikorn region API. Absent: there are none. */
    unikorn?: {
      /**
       * Names of clusters to look in. Default: all that Heartbeat knows; those without
       * the region API have no servers.
       */
      clusters?: string[];

      /** Where the `Server` and `Region` resources are. */
      namespaces: string[];

      /** From one poll of a region to the next. Default: 1m. */
      interval?: HumanDuration | string;

      /** How many servers of one region are asked about at a time. Default: 8. */
      concurrency?: number;

      /** For one request to OpenStack or Kubernetes. Default: 10s, or the interval where that is shorter. */
      timeout?: HumanDuration | string;
    };
  };
}
