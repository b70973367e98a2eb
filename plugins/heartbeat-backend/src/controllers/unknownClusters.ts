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

import type { SourceType } from 'backstage-plugin-heartbeat-common';
import type { LeaseSource } from '../config/heartbeatOptions';
import { selectionsOf } from './lease';

/**
 * The clusters that sources name and nobody knows, each with a sentence that
 * names its key in app-config and those there are.
 *
 * @internal
 */
export function unknownClusters(
  sources: LeaseSource[],
  known: string[],
): {
  cluster: string;
  source: SourceType;
  selector: string;
  message: string;
}[] {
  const there =
    known.length > 0 ? `there are ${known.join(', ')}` : 'it has none';
  return sources.flatMap((source, i) =>
    (source.clusters ?? []).flatMap((cluster, j) =>
      known.includes(cluster)
        ? []
        : {
            cluster,
            source: source.type,
            selector: selectionsOf(source)[0].description,
            message: `heartbeat.sources[${i}].clusters[${j}]: "${cluster}" is not a cluster of this portal; ${there}`,
          },
    ),
  );
}
