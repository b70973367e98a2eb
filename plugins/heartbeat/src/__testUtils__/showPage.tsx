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
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import {
  heartbeatApiRef,
  type HeartbeatApi,
} from 'backstage-plugin-heartbeat-react';
import { useLocation } from 'react-router-dom';
import { HeartbeatOverview } from '../page/HeartbeatOverview';
import { noHistory } from './fixtures';

function Url() {
  const { search } = useLocation();
  return <output aria-label="URL">{search}</output>;
}

/** Renders the page, over a backend that does what is given. */
export function showPage(api: Partial<HeartbeatApi>, at = '/') {
  return renderInTestApp(
    <>
      <HeartbeatOverview />
      <Url />
    </>,
    {
      apis: [[heartbeatApiRef, { ...noHistory, ...api }]],
      initialRouteEntries: [at],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

/** The parameters of the URL that the page is at. */
export function url() {
  return screen.getByRole('status', { name: 'URL' }).textContent;
}

/** The names of the rows, in their order. */
export function names() {
  return screen.getAllByRole('rowheader').map(th => th.firstChild?.textContent);
}
