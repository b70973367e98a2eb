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

import { useCallback, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router-dom';

/** How something stands in the parameters of a URL. */
export interface UrlCodec<T> {
  read(params: URLSearchParams): T;
  /** Leaves the parameters of others alone. */
  write(params: URLSearchParams, value: T): void;
}

/** What changes, or how that follows from what there is. */
export type UrlChange<T> = Partial<T> | ((current: T) => Partial<T>);

/** Sets a parameter, or takes it away where there is nothing to say. */
export function setOrDelete(
  params: URLSearchParams,
  name: string,
  value?: string,
): void {
  if (value) {
    params.set(name, value);
  } else {
    params.delete(name);
  }
}

/** Those of the known values that a parameter names, separated by commas. */
export function readList<T extends string>(
  params: URLSearchParams,
  name: string,
  known: readonly T[],
): T[] {
  const named = params.get(name)?.split(',') ?? [];
  return known.filter(value => named.includes(value));
}

/**
 * State that is kept in the URL, so that it can be shared, and a function that
 * changes some of it, which is always the same one; going back leaves the page
 * rather than undoing a change.
 *
 * @param codec - the same object each time
 */
export function useUrlState<T extends object>(
  codec: UrlCodec<T>,
): [T, (change: UrlChange<T>) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => codec.read(params), [codec, params]);
  // the router's function is another one after each navigation
  const latest = useRef(setParams);
  latest.current = setParams;
  const change = useCallback(
    (changed: UrlChange<T>) =>
      latest.current(
        current => {
          const before = codec.read(current);
          const next = new URLSearchParams(current);
          codec.write(next, {
            ...before,
            ...(typeof changed === 'function' ? changed(before) : changed),
          });
          return next;
        },
        { replace: true },
      ),
    [codec],
  );
  return [state, change];
}
