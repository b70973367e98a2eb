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

import { useRef, useState, type KeyboardEvent } from 'react';

/** Which neighbour a key leads to. */
const STEPS: Partial<Record<string, (place: number, last: number) => number>> =
  {
    ArrowLeft: place => Math.max(0, place - 1),
    ArrowRight: (place, last) => Math.min(last, place + 1),
    Home: () => 0,
    End: (_, last) => last,
  };

/**
 * Makes a list of buttons one stop of the Tab key, however many there are: the
 * arrow keys go from one to the next. The last one is where it begins.
 *
 * @param count - how many buttons there are
 * @internal
 */
export function useRovingStop(count: number) {
  const list = useRef<HTMLUListElement>(null);
  const [pointed, setPointed] = useState<number>();
  const [left, setLeft] = useState<number>();
  const last = count - 1;
  const stop = Math.min(left ?? last, last);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      list.current?.querySelectorAll('button')[step(stop, last)]?.focus();
    }
  };
  return {
    /** Which of them is pointed at, with the mouse or the keys. */
    pointed,
    ofList: { ref: list, onKeyDown, onMouseLeave: () => setPointed(undefined) },
    ofButton: (place: number) => ({
      tabIndex: place === stop ? 0 : -1,
      onMouseEnter: () => setPointed(place),
      onFocus: () => {
        setLeft(place);
        setPointed(place);
      },
      onBlur: () => setPointed(undefined),
    }),
  };
}
