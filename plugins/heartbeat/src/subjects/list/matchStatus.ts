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
 * Those with one of the statuses, and the one whose details are open: what
 * somebody is reading does not vanish because its status changes.
 */
export function matchStatus<S, T extends { id: string; status: S }>(
  items: T[],
  { statuses, open }: { statuses: S[]; open?: string },
): T[] {
  return statuses.length === 0
    ? items
    : items.filter(
        ({ id, status }) => statuses.includes(status) || id === open,
      );
}
