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

import type { Heartbeat, Server } from 'backstage-plugin-heartbeat-common';
import type { Translate } from 'backstage-plugin-heartbeat-react';
import { controllerName } from '../controllers/controllerName';
import { replicaName, replicasOf } from '../controllers/replicas';
import { serverName } from '../servers/serverName';

/** A status that may change, and what to say when it does. */
export interface AnnouncedSubject {
  id: string;
  status: string;
  became: (t: Translate) => string;
}

function ofController(heartbeat: Heartbeat): AnnouncedSubject[] {
  const { id, status } = heartbeat;
  const controller = (t: Translate) => controllerName(t, heartbeat.controller);
  return [
    {
      id,
      status,
      became: t =>
        t('page.became', {
          controller: controller(t),
          status: t(`status.${status}`),
        }),
    },
    ...replicasOf(heartbeat).map(replica => ({
      id: replica.id,
      status: replica.status,
      became: (t: Translate) =>
        t('replicas.became', {
          controller: controller(t),
          replica: replicaName(replica),
          status: t(`status.${replica.status}`),
        }),
    })),
  ];
}

function ofServer(server: Server): AnnouncedSubject {
  const { id, status } = server;
  return {
    id,
    status,
    became: t =>
      t('server.became', {
        server: serverName(server),
        status: t(`serverStatus.${status}`),
      }),
  };
}

/** All of an answer whose status may change. */
export function announcedSubjects(answer: {
  items?: Heartbeat[];
  servers?: Server[];
}): AnnouncedSubject[] {
  const { items = [], servers = [] } = answer;
  return [...items.flatMap(ofController), ...servers.map(ofServer)];
}
