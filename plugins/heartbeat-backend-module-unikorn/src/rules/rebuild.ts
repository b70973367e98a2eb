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

import type { NovaServer } from './serverTypes';

/** How far a rebuild has come. What is not here has not begun. */
const RANKS: Readonly<Record<string, number>> = {
  Initiated: 1,
  Rebuilding: 2,
  Succeeded: 3,
  Failed: 3,
};

/** From here on Nova has taken the rebuild on. */
const ACCEPTED_RANK = 2;

const UUID =
  /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** The image that a server runs from, against the one that it is to be rebuilt from. @internal */
export type ImageRef = 'equal' | 'different' | 'unreadable';

/** One way to write a UUID; `undefined` for what is none. */
function uuidOf(text: string | undefined): string | undefined {
  const parts = UUID.exec(text ?? '');
  return parts?.slice(1).join('-').toLowerCase();
}

/** @internal */
export function imageRef(
  imageId: string | undefined,
  targetImageId: string,
): ImageRef {
  const id = uuidOf(imageId);
  if (id === undefined) {
    return 'unreadable';
  }
  return id === uuidOf(targetImageId) ? 'equal' : 'different';
}

/**
 * How far the rebuild of a server has come. It never goes back, and an end stays
 * the end (M18).
 *
 * @param state - as the resource has it
 * @returns what the resource shall have: often the same
 * @internal
 */
export function nextRebuildState(
  state: string,
  ref: ImageRef,
  { status, taskState }: Pick<NovaServer, 'status' | 'taskState'>,
): string {
  const isErrored = status === 'ERROR';
  const isActive = taskState !== '' || status === 'REBUILD';
  const isAccepted = rankOf(state) >= ACCEPTED_RANK;

  const seen = (): string => {
    if (ref === 'equal') {
      if (isErrored) {
        return 'Failed';
      }
      return isActive ? 'Rebuilding' : 'Succeeded';
    }
    if (ref === 'different' && isAccepted && (isErrored || !isActive)) {
      return 'Failed';
    }
    return ref === 'unreadable' && isAccepted && isErrored ? 'Failed' : state;
  };
  const next = seen();
  return rankOf(next) > rankOf(state) ? next : state;
}

function rankOf(state: string): number {
  return Object.hasOwn(RANKS, state) ? RANKS[state] : 0;
}
