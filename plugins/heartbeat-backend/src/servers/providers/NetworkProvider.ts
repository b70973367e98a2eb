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

import type {
  ServerDefinition,
  ServerObservation,
  ServerProbe,
} from 'backstage-plugin-heartbeat-node';

/**
 * What of a definition says how to ask. It can be sent to another thread.
 *
 * @internal
 */
export type NetworkQuestion = Pick<
  ServerDefinition,
  'provider' | 'spec' | 'trust'
>;

/**
 * A server that needs nothing but a network to be asked.
 *
 * @internal
 */
export interface NetworkProbe extends ServerProbe {
  check(context: { signal: AbortSignal }): Promise<ServerObservation>;
}

/**
 * A `ServerProvider` of such servers.
 *
 * @internal
 */
export interface NetworkProvider {
  kind: string;
  /** See `ServerProvider`. */
  vetsTargets: true;
  /** @throws InputError that names the key and the way out */
  prepare(question: NetworkQuestion): NetworkProbe;
}
