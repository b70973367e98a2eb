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
 * How many of the shards a replica is to hold. All shares together are all
 * shards, and they differ by one at most.
 *
 * @param replicas - all that live, in an order that all of them know
 * @internal
 */
export function shareOf(
  id: string,
  replicas: readonly string[],
  total: number,
): number {
  const rank = replicas.indexOf(id);
  if (rank === -1) {
    return 0;
  }
  const { length } = replicas;
  return Math.floor(total / length) + (rank < total % length ? 1 : 0);
}
