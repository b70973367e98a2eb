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
import { screen } from '@testing-library/react';
import type { Server } from 'backstage-plugin-heartbeat-common';
import { serverFixture } from '../testing/serverFixture';
import { formatMoment } from '../time/moments';
import { ServerExplanation } from './ServerExplanation';

const AT = '2026-03-01T11:00:00.000Z';

async function explanation(fields: Partial<Server>): Promise<string> {
  renderInTestApp(
    <p>
      <ServerExplanation server={serverFixture(fields)} />
    </p>,
  );
  const paragraph = await screen.findByRole('paragraph');
  return paragraph.textContent ?? '';
}

describe('ServerExplanation', () => {
  it('says why it is down, since when, and how often that is looked after', async () => {
    await expect(
      explanation({
        status: 'Down',
        reason: 'connection-refused',
        message: 'orders.example.com:443 refused the connection',
      }),
    ).resolves.toBe(
      `Connection refused: orders.example.com:443 refused the connection. Down since ${formatMoment(
        AT,
        '2026-03-01T12:00:00.000Z',
      )}, checked every 30\u00a0s.`,
    );
  });

  it.each([
    ['Down', '2 of 3 failed checks that make it Down.'],
    ['Healthy', '2 of 3 good checks that make it Healthy.'],
    ['Degraded', '2 of 3 checks that make it Degraded.'],
  ] as const)('says how far it is from %s', async (status, sentence) => {
    const words = await explanation({
      pending: { status, count: 2, needed: 3 },
    });

    expect(words.trim()).toMatch(new RegExp(`^${sentence} Healthy since`));
  });

  it('says what was known last where nothing is known now, and not that it is down', async () => {
    const words = await explanation({
      status: 'Unknown',
      reason: 'network-down',
      lastKnown: 'Healthy',
    });

    expect(words).toMatch(
      /^The monitor has no network\. {2}?Last known: Healthy\. Unknown since/,
    );
    expect(words).not.toMatch(/\bdown\b/i);
  });

  it('says what the status means where there is nothing else to say', async () => {
    await expect(explanation({})).resolves.toMatch(
      /^It did what it should when it was asked last\. Healthy since/,
    );
  });

  it('shows a reason that it does not know as it is written, and a message as text', async () => {
    const words = await explanation({
      reason: 'quota-exceeded',
      message: '<b>$t(serverStatus.Healthy)</b>!',
    });

    expect(words).toMatch(
      /^quota-exceeded: <b>\$t\(serverStatus\.Healthy\)<\/b>! /,
    );
  });
});
