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

import type { HistoryTransition } from './generated/api';

/**
 * The topic of the events that tell of transitions, one for each, once for all
 * replicas of the portal. It is no event that a subject is seen for the first time and
 * is well, nor that it is as it was after nobody had looked for a while.
 *
 * @public
 */
export const HEARTBEAT_EVENT_TOPIC = 'heartbeat';

/**
 * A transition as its event tells of it. `id` is unique: an event that comes
 * twice has the same one. An event may be read late, so there is no age in it.
 *
 * @public
 */
export type HeartbeatEventPayload = Omit<HistoryTransition, 'ageMs'>;

/**
 * Whether what came with an event is what this package describes.
 *
 * @public
 */
export function isHeartbeatEventPayload(
  payload: unknown,
): payload is HeartbeatEventPayload {
  if (typeof payload !== 'object' || payload === null) {
    return false;
  }
  const { id, subjectId, kind, to, at }: Partial<HeartbeatEventPayload> =
    payload;
  return [id, subjectId, kind, to, at].every(text => typeof text === 'string');
}

/**
 * The signal channel on which the backend says that something changed. The
 * message carries no data: what changed is read from the API, with its permissions.
 *
 * @public
 */
export const HEARTBEAT_SIGNAL_CHANNEL = 'heartbeat:changed';
