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

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import NoNetworkIcon from '@material-ui/icons/PortableWifiOffOutlined';
import type { ServerList } from 'backstage-plugin-heartbeat-common';
import {
  formatAge,
  formatMoment,
  heartbeatTranslationRef,
  useElapsed,
} from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { Notice } from '../components/Notice';

function NoNetwork(props: {
  networkDown: NonNullable<ServerList['networkDown']>;
  observedAt: string;
  receivedAt: number;
}) {
  const { networkDown, observedAt, receivedAt } = props;
  const { at, ageMs, message } = networkDown;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const age = formatAge(t, ageMs + useElapsed(receivedAt));
  return (
    <Notice
      icon={NoNetworkIcon}
      tone="warning"
      title={t('servers.networkDownTitle', {
        at: formatMoment(at, observedAt),
        age,
      })}
    >
      {message} {t('servers.networkDown')}
    </Notice>
  );
}

/** Says that it is the monitor that has no network, rather than the servers. */
export function NetworkNotice(props: LiveAnswer<ServerList>) {
  const { data, receivedAt } = props;
  const { networkDown, observedAt } = data;
  return networkDown ? (
    <NoNetwork
      networkDown={networkDown}
      observedAt={observedAt}
      receivedAt={receivedAt}
    />
  ) : null;
}
