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

import { Content } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import TooOldIcon from '@material-ui/icons/UpdateOutlined';
import {
  LIVENESS_STATUSES,
  SERVER_STATUSES,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  useHeartbeats,
  useServers,
  type LiveState,
} from 'backstage-plugin-heartbeat-react';
import { LiveContent } from '../components/LiveContent';
import { Notice } from '../components/Notice';
import { ServersContent } from '../servers/ServersContent';
import { ControllersContent } from '../controllers/ControllersContent';
import { countBadControllers, countBadServers } from './countBad';
import { OverviewSkeleton } from '../subjects/list/OverviewSkeleton';
import { OverviewTabs, panelId } from './OverviewTabs';
import { useLastKnown } from '../components/useLastKnown';
import { useOverviewView } from './useOverviewView';

/** Of the list that is not shown, its counts are enough: they are of all there are. */
const COUNTS_ONLY = { limit: 1 };

function count<T>(
  live: LiveState<T | undefined>,
  countIn: (data: T) => number,
): number | undefined {
  return (live.status === 'ready' || live.status === 'stale') && live.data
    ? countIn(live.data)
    : undefined;
}

/**
 * Every controller and every server, worst first; without a page header, which
 * the new frontend system brings. A backend that is older than servers has the
 * controllers alone.
 */
export function HeartbeatOverview() {
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const [chosen, setView] = useOverviewView();
  const isOfServers = chosen === 'servers';
  const controllers = useHeartbeats(isOfServers ? COUNTS_ONLY : undefined);
  const servers = useServers(isOfServers ? undefined : COUNTS_ONLY);
  const bad = {
    controllers: useLastKnown(count(controllers, countBadControllers)),
    servers: useLastKnown(count(servers, countBadServers)),
  };
  const hasTabs =
    isOfServers || servers.status !== 'ready' || servers.data !== undefined;
  return (
    <Content>
      {hasTabs && (
        <OverviewTabs
          view={chosen}
          onChange={view => setView({ view })}
          bad={bad}
        />
      )}
      <div
        id={panelId(chosen)}
        role={hasTabs ? 'tabpanel' : undefined}
        aria-labelledby={hasTabs ? `${panelId(chosen)}-tab` : undefined}
      >
        {isOfServers ? (
          <LiveContent
            live={servers}
            skeleton={
              <OverviewSkeleton
                label={t('servers.loading')}
                statuses={SERVER_STATUSES}
              />
            }
            failedTitle={t('servers.failedTitle')}
          >
            {({ data, receivedAt }) =>
              data ? (
                <ServersContent data={data} receivedAt={receivedAt} />
              ) : (
                <Notice icon={TooOldIcon} title={t('servers.tooOldTitle')}>
                  {t('servers.tooOld')}
                </Notice>
              )
            }
          </LiveContent>
        ) : (
          <LiveContent
            live={controllers}
            skeleton={
              <OverviewSkeleton
                label={t('page.loading')}
                statuses={LIVENESS_STATUSES}
              />
            }
          >
            {answer => <ControllersContent {...answer} />}
          </LiveContent>
        )}
      </div>
    </Content>
  );
}
