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
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { screen, waitFor } from '@testing-library/react';
import { heartbeatApiRef } from 'backstage-plugin-heartbeat-react';
import { downFixture, noHistory } from '../__testUtils__/fixtures';
import { ServerAdvice } from './ServerAdvice';

// Alone in its file: what somebody may is remembered for all tests of one.
it('Check now is not there for who may not', async () => {
  const authorize = jest.fn((): AuthorizeResult.DENY => AuthorizeResult.DENY);
  renderInTestApp(<ServerAdvice subject={downFixture()} />, {
    apis: [
      [heartbeatApiRef, noHistory],
      [permissionApiRef, mockApis.permission({ authorize })],
    ],
  });
  await screen.findByRole('region', { name: 'What to do' });
  await waitFor(() => expect(authorize).toHaveBeenCalled());
  expect(
    screen.queryByRole('button', { name: 'Check now' }),
  ).not.toBeInTheDocument();
});
