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

import { useEffect, useMemo, useRef } from 'react';

/**
 * How long after the last movement a hand is taken to be still at it; longer
 * would leave the worst at the bottom where a pointer merely rests.
 */
const HAND_RESTS_AFTER_MS = 5_000;

/**
 * Keeps rows where they are while somebody moves over them, so that nobody
 * clicks on another row than the one aimed at, and while `isHeld`: what is being
 * read does not move away. What is new goes to the end, and the next refresh
 * after the hand has come to rest sorts again.
 */
export function useSteadyOrder<T extends { id: string }>(
  items: T[],
  isHeld: boolean,
) {
  const touchedAt = useRef(-Infinity);
  const shownIds = useRef<string[]>([]);

  const ordered = useMemo(() => {
    const isTouched =
      performance.now() - touchedAt.current < HAND_RESTS_AFTER_MS;
    if (!isTouched && !isHeld) {
      return items;
    }
    const places = new Map(shownIds.current.map((id, place) => [id, place]));
    const placeOf = ({ id }: T) => places.get(id) ?? shownIds.current.length;
    return [...items].sort((a, b) => placeOf(a) - placeOf(b));
  }, [items, isHeld]);

  useEffect(() => {
    shownIds.current = ordered.map(({ id }) => id);
  }, [ordered]);

  const onTouch = useMemo(() => {
    const touch = () => {
      touchedAt.current = performance.now();
    };
    return { onPointerMove: touch, onPointerDown: touch, onKeyDown: touch };
  }, []);

  return { ordered, onTouch };
}
