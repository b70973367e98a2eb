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

import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { ResponseError } from '@backstage/errors';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  heartbeatApiRef,
  type HeartbeatApi,
} from 'backstage-plugin-heartbeat-react';
import type { Server } from 'backstage-plugin-heartbeat-common';
import { useState } from 'react';
import { downFixture, noHistory } from '../__testUtils__/fixtures';
import { ServerAdvice } from './ServerAdvice';

const NOW = '2026-12-01T12:00:00.000Z';
const LATER = '2026-12-01T12:00:02.000Z';
const receipt = { requestedAt: NOW, requested: 1, skipped: 0 };

/** The server as it is down, until a check is there. */
function Checked() {
  const [server, setServer] = useState(downFixture());
  const found = (status: Server['status']) =>
    setServer({ ...server, status, lastCheck: { at: LATER, ageMs: 0 } });
  return (
    <>
      <ServerAdvice subject={server} />
      <button onClick={() => found('Down')}>a check</button>
      <button onClick={() => found('Healthy')}>a good check</button>
    </>
  );
}

function show(checkServers: HeartbeatApi['checkServers']) {
  return renderInTestApp(<Checked />, {
    apis: [
      [heartbeatApiRef, { ...noHistory, checkServers }],
      [permissionApiRef, mockApis.permission()],
    ],
  });
}

const button = () => screen.findByRole('button', { name: 'Check now' });

describe('Check now', () => {
  it('asks for a check, and says when it has been', async () => {
    const check = jest.fn(async () => receipt);
    show(check);
    await userEvent.click(await button());
    expect(check).toHaveBeenCalledWith(
      expect.objectContaining({ subjectId: downFixture().id }),
    );
    expect(await screen.findByRole('status')).toHaveTextContent(
      /It is asked for/,
    );
    expect(await button()).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(screen.getByRole('button', { name: 'a check' }));
    expect(screen.getByRole('status')).toHaveTextContent(
      'Checked just now: Down.',
    );
    expect(await button()).toHaveAttribute('aria-disabled', 'false');
  });

  it('says so and stays where the server is healthy by then', async () => {
    show(async () => receipt);
    const checkNow = await button();
    await userEvent.click(checkNow);
    // Not by the mouse, which would take the focus.
    act(() => screen.getByRole('button', { name: 'a good check' }).click());
    expect(await screen.findByText('Checked just now: Healthy.')).toBeVisible();
    expect(checkNow).toHaveFocus();
    expect(screen.queryByText(/runbook/i)).not.toBeInTheDocument();
  });

  it('asks once, however often it is pressed, and keeps the focus', async () => {
    const check = jest.fn(async () => receipt);
    show(check);
    await userEvent.click(await button());
    await userEvent.keyboard('{Enter}{Enter}');
    expect(check).toHaveBeenCalledTimes(1);
    expect(await button()).toHaveFocus();
  });

  it('says why it was not asked for, in the words of the backend', async () => {
    const response = new Response(
      JSON.stringify({
        error: {
          name: 'TooManyRequestsError',
          message: 'A check of it was asked for; try again in 4 s',
        },
        response: { statusCode: 429 },
      }),
      { status: 429, headers: { 'content-type': 'application/json' } },
    );
    const error = await ResponseError.fromResponse(response);
    show(async () => {
      throw error;
    });
    await userEvent.click(await button());
    expect(screen.getByRole('status')).toHaveTextContent(
      'It was not asked for: A check of it was asked for; try again in 4 s',
    );
    expect(await button()).toHaveAttribute('aria-disabled', 'false');
  });
});
