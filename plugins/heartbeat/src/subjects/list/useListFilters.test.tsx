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

import { act, renderHook } from '@testing-library/react';
import type { PropsWithChildren } from 'react';
import { MemoryRouter } from 'react-router-dom';
import { useListFilters } from './useListFilters';

const OWN = [{ name: 'owner' }];

function setUp(url: string) {
  return renderHook(() => useListFilters(OWN), {
    wrapper: ({ children }: PropsWithChildren<{}>) => (
      <MemoryRouter initialEntries={[url]}>{children}</MemoryRouter>
    ),
  });
}

describe('useListFilters', () => {
  it('keeps the other filters when one changes', () => {
    const { result } = setUp('/?status=Dead&q=checkout');

    act(() => result.current[1]({ open: 'demo/a/b' }));

    expect(result.current[0]).toEqual({
      statuses: ['Dead'],
      text: 'checkout',
      open: 'demo/a/b',
      chosen: {},
    });
  });

  it('changes what there is now, whichever function is called', () => {
    const { result } = setUp('/');
    const [, first] = result.current;
    const toggle = () =>
      first(({ open }) => ({ open: open ? undefined : 'demo/a/b' }));

    act(toggle);
    expect(result.current[0].open).toBe('demo/a/b');
    act(toggle);
    expect(result.current[0].open).toBeUndefined();
  });

  it('gives the same function after a change, so that no row is drawn again for it', () => {
    const { result } = setUp('/');
    const [, before] = result.current;

    act(() => before({ open: 'demo/a/b' }));

    expect(result.current[1]).toBe(before);
  });
});
