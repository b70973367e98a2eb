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
import type {
  Heartbeat,
  HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { HeartbeatRow } from './HeartbeatRow';
import { PagedTable } from '../subjects/list/PagedTable';
import { useTableStyles } from '../subjects/list/tableStyles';

/** The controllers, in the order given; what is open outlives every refresh. */
export function HeartbeatTable(props: {
  items: Heartbeat[];
  answer: LiveAnswer<HeartbeatList>;
  open?: string;
  onToggle: (id: string) => void;
}) {
  const { items, answer, open, onToggle } = props;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <PagedTable
      label={t('page.table')}
      items={items}
      isHeld={open !== undefined}
      head={
        <>
          <th scope="col">{t('page.status')}</th>
          <th scope="col">{t('page.controller')}</th>
          <th scope="col">{t('page.entity')}</th>
          <th scope="col">{t('page.owner')}</th>
          <th scope="col">{t('page.lastHeartbeat')}</th>
          <th scope="col" className={classes.veryWideOnly}>
            {t('page.holder')}
          </th>
          <th scope="col">{t('page.place')}</th>
          <th scope="col" aria-label={t('page.details')} />
        </>
      }
    >
      {heartbeat => (
        <HeartbeatRow
          key={heartbeat.id}
          heartbeat={heartbeat}
          answer={answer}
          isOpen={heartbeat.id === open}
          onToggle={onToggle}
        />
      )}
    </PagedTable>
  );
}
