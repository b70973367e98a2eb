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

import {
  LIVENESS_STATUSES,
  type Heartbeat,
  type HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import {
  CONTROLLER_LOOKS,
  lookOfStatus,
  useHeartbeats,
} from 'backstage-plugin-heartbeat-react';
import { RecentHistory } from '../subjects/details/RecentHistory';
import type { SectionProps, SubjectScreens } from '../subjects/SubjectScreens';
import { ControllerBadges } from './ControllerBadges';
import { ControllerCause, restartWord } from './ControllerCause';
import { CONTROLLER_COLUMNS } from './controllerColumns';
import { ControllerExplanation } from './ControllerExplanation';
import { ControllerFacts } from './ControllerFacts';
import { controllerName } from './controllerName';
import { ControllerNotices } from './ControllerNotices';
import { controllerSince } from './controllerSince';
import { EmptyControllers } from './EmptyControllers';
import { ReplicaList } from './ReplicaList';
import { replicaName, replicasOf } from './replicas';
import { WhatToDo } from './WhatToDo';

/** Without a Lease there is nothing that could have a history. */
function hasHistory({ lease }: Heartbeat): boolean {
  return lease !== undefined;
}

function History(props: SectionProps<Heartbeat, HeartbeatList>) {
  const { subject } = props;
  return hasHistory(subject) ? (
    <RecentHistory subjectId={subject.id} looks={CONTROLLER_LOOKS} />
  ) : null;
}

/** What the screens show of controllers. */
export const controllerScreens: SubjectScreens<Heartbeat, HeartbeatList> = {
  kind: 'controller',
  view: 'controllers',
  words: {
    one: t => t('page.controller'),
    many: t => t('views.controllers'),
    loading: t => t('page.loading'),
    search: t => t('page.searchPlaceholder'),
    shown: (t, counts) => t('page.shown', counts),
    noMatchTitle: t => t('page.noMatchTitle'),
    noMatch: (t, counts) => t('page.noMatch', counts),
    table: t => t('page.table'),
    showDetails: (t, controller) => t('page.showDetails', { controller }),
    became: (t, controller, status) => t('page.became', { controller, status }),
  },
  statuses: LIVENESS_STATUSES,
  looks: CONTROLLER_LOOKS,

  useList: useHeartbeats,
  ofEntity: ({ items }) => items,

  name: (t, { controller }) => controllerName(t, controller),
  nameInHistory: controllerName,
  since: controllerSince,
  text: ({ controller, holder, lease, replicas = [] }) => [
    controller,
    holder,
    lease?.cluster,
    lease?.namespace,
    lease?.name,
    ...replicas.flatMap(one => [one.replica, one.holder, one.lease?.name]),
  ],
  hasHistory,
  parts: (t, heartbeat) =>
    replicasOf(heartbeat).map(replica => ({
      id: replica.id,
      status: replica.status,
      became: () =>
        t('replicas.became', {
          controller: controllerName(t, heartbeat.controller),
          replica: replicaName(replica),
          status: lookOfStatus(CONTROLLER_LOOKS, replica.status).word(t),
        }),
    })),

  filters: [],
  columns: CONTROLLER_COLUMNS,
  sights: ({ sights }) => sights,
  Notices: ControllerNotices,
  Empty: EmptyControllers,

  Badges: ControllerBadges,
  Explanation: ControllerExplanation,
  sections: [History, ReplicaList, ControllerFacts, WhatToDo],

  Cause: ControllerCause,
  markWord: restartWord,
};
