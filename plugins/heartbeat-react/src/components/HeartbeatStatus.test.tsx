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
import {
  LIVENESS_STATUSES,
  SERVER_STATUSES,
} from 'backstage-plugin-heartbeat-common';
import { HeartbeatStatus } from './HeartbeatStatus';
import {
  CONTROLLER_LOOKS,
  lookOfStatus,
  SERVER_LOOKS,
  severityColor,
  type StatusLooks,
} from './statusLooks';

/** What WCAG asks of the contrast of an icon. */
const MIN_ICON_CONTRAST = 3;

const KINDS: Array<
  [kind: string, looks: StatusLooks, statuses: readonly string[]]
> = [
  ['controllers', CONTROLLER_LOOKS, LIVENESS_STATUSES],
  ['servers', SERVER_LOOKS, SERVER_STATUSES],
];

const colorsOf = (looks: StatusLooks, type: 'light' | 'dark' = 'light') => {
  const theme = createTheme({ palette: { type } });
  return (status: string) =>
    severityColor(theme, lookOfStatus(looks, status).severity);
};

describe.each(KINDS)('HeartbeatStatus of %s', (_, looks, statuses) => {
  it.each(statuses)('says %s in a word, and what that means', async status => {
    renderInTestApp(<HeartbeatStatus status={status} looks={looks} />);

    const word = status === 'NeverReported' ? 'Never reported' : status;
    expect(await screen.findByText(word)).toHaveAttribute(
      'title',
      expect.stringMatching(/.{10,}/),
    );
  });

  it('gives each status an icon of its own', () => {
    expect(Object.keys(looks).sort()).toEqual([...statuses].sort());
    expect(new Set(Object.values(looks).map(({ icon }) => icon)).size).toBe(
      statuses.length,
    );
  });

  it.each(['light', 'dark'] as const)(
    'has colours that can be seen on the %s theme',
    type => {
      const { paper } = createTheme({ palette: { type } }).palette.background;
      for (const status of statuses) {
        expect(
          getContrastRatio(colorsOf(looks, type)(status), paper),
        ).toBeGreaterThanOrEqual(MIN_ICON_CONTRAST);
      }
    },
  );

  it('shows one that this version does not know by its name, neither good nor bad', async () => {
    renderInTestApp(<HeartbeatStatus status="Rebooting" looks={looks} />);

    expect(await screen.findByText('Rebooting')).toHaveAttribute(
      'title',
      'This version of the portal does not know this status',
    );
    const colorOf = colorsOf(looks);
    expect(colorOf('Rebooting')).toBe(colorOf('Unknown'));
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'takes %s for no status that it knows',
    status => {
      expect(lookOfStatus(looks, status).severity).toBe('unknown');
    },
  );
});

describe('the colours of statuses', () => {
  it('give what we cannot tell neither the colour of the living nor of the dead', () => {
    const colorOf = colorsOf(CONTROLLER_LOOKS);
    for (const status of ['Unknown', 'NeverReported']) {
      expect([colorOf('Alive'), colorOf('Dead')]).not.toContain(
        colorOf(status),
      );
    }
  });

  it('paint only what is down as that, and only what is healthy as that [M28]', () => {
    const colorOf = colorsOf(SERVER_LOOKS);
    const others = SERVER_STATUSES.filter(
      status => status !== 'Down' && status !== 'Healthy',
    ).map(colorOf);

    expect(others).not.toContain(colorOf('Down'));
    expect(others).not.toContain(colorOf('Healthy'));
  });

  it('of controllers are taken where nothing else is said', async () => {
    renderInTestApp(<HeartbeatStatus status="NeverReported" />);

    expect(await screen.findByText('Never reported')).toBeInTheDocument();
  });
});
