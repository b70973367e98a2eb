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
import { LIVENESS_STATUSES } from 'backstage-plugin-heartbeat-common';
import { HeartbeatStatus } from './HeartbeatStatus';
import { STATUS_ICONS, statusColor } from './statusLooks';

/** What WCAG asks of the contrast of an icon. */
const MIN_ICON_CONTRAST = 3;

describe('HeartbeatStatus', () => {
  it.each([
    ['Alive', 'Alive'],
    ['Late', 'Late'],
    ['Dead', 'Dead'],
    ['Stopped', 'Stopped'],
    ['Unknown', 'Unknown'],
    ['NeverReported', 'Never reported'],
  ] as const)('says %s in a word', (status, word) => {
    renderInTestApp(<HeartbeatStatus status={status} />);

    expect(screen.getByText(word)).toBeInTheDocument();
  });

  it('gives each status an icon of its own', () => {
    expect(new Set(Object.values(STATUS_ICONS)).size).toBe(
      LIVENESS_STATUSES.length,
    );
  });

  it.each(['light', 'dark'] as const)(
    'has colours that can be seen on the %s theme',
    type => {
      const theme = createTheme({ palette: { type } });
      for (const status of ['Alive', 'Late', 'Dead', 'Stopped'] as const) {
        expect(
          getContrastRatio(
            statusColor(theme, status),
            theme.palette.background.paper,
          ),
        ).toBeGreaterThanOrEqual(MIN_ICON_CONTRAST);
      }
    },
  );

  it('gives what we cannot tell neither the colour of the living nor of the dead', () => {
    const theme = createTheme();
    for (const status of ['Unknown', 'NeverReported'] as const) {
      expect([
        statusColor(theme, 'Alive'),
        statusColor(theme, 'Dead'),
      ]).not.toContain(statusColor(theme, status));
    }
  });
});
