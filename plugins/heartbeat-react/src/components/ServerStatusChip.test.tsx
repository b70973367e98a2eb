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

import { renderInTestApp } from '@backstage/frontend-test-utils';
import { createTheme } from '@material-ui/core/styles';
import { getContrastRatio } from '@material-ui/core/styles/colorManipulator';
import { screen } from '@testing-library/react';
import { SERVER_STATUSES } from 'backstage-plugin-heartbeat-common';
import { ServerStatusChip } from './ServerStatusChip';
import { SERVER_ICONS, serverStatusColor } from './statusLooks';

/** What WCAG asks of the contrast of an icon. */
const MIN_ICON_CONTRAST = 3;

describe('ServerStatusChip', () => {
  it.each(SERVER_STATUSES)('says %s in a word, and what that means', status => {
    renderInTestApp(<ServerStatusChip status={status} />);

    expect(screen.getByText(status)).toHaveAttribute(
      'title',
      expect.stringMatching(/.{10,}/),
    );
  });

  it('gives each status an icon of its own', () => {
    expect(new Set(Object.values(SERVER_ICONS)).size).toBe(
      SERVER_STATUSES.length,
    );
  });

  it.each(['light', 'dark'] as const)(
    'has colours that can be seen on the %s theme',
    type => {
      const theme = createTheme({ palette: { type } });
      for (const status of SERVER_STATUSES) {
        expect(
          getContrastRatio(
            serverStatusColor(theme, status),
            theme.palette.background.paper,
          ),
        ).toBeGreaterThanOrEqual(MIN_ICON_CONTRAST);
      }
    },
  );

  it('paints only what is down as that, and only what is healthy as that [M28]', () => {
    const theme = createTheme();
    const others = SERVER_STATUSES.filter(
      status => status !== 'Down' && status !== 'Healthy',
    ).map(status => serverStatusColor(theme, status));

    expect(others).not.toContain(serverStatusColor(theme, 'Down'));
    expect(others).not.toContain(serverStatusColor(theme, 'Healthy'));
  });
});
