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

import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import type {
  Heartbeat,
  HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { HeartbeatRow } from './HeartbeatRow';
import { useTableStyles } from './tableStyles';
import { useSteadyOrder } from './useSteadyOrder';

/** More rows at once than anybody reads, and few enough to draw at once. */
const PAGE_ROWS = 100;

/** The controllers, in the order given; what is open and where one stands outlives every refresh. */
export function HeartbeatTable(props: {
  items: Heartbeat[];
  answer: LiveAnswer<HeartbeatList>;
  open?: string;
  onToggle: (id: string) => void;
}) {
  const { items, answer, open, onToggle } = props;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const { ordered, onTouch } = useSteadyOrder(items, open !== undefined);
  const [limit, setLimit] = useState(PAGE_ROWS);
  const hidden = Math.max(0, ordered.length - limit);
  return (
    <div className={classes.frame}>
      <table
        className={classes.table}
        aria-label={t('page.table')}
        {...onTouch}
      >
        <thead className={classes.head}>
          <tr>
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
          </tr>
        </thead>
        <tbody>
          {ordered.slice(0, limit).map(heartbeat => (
            <HeartbeatRow
              key={heartbeat.id}
              heartbeat={heartbeat}
              answer={answer}
              isOpen={heartbeat.id === open}
              onToggle={onToggle}
            />
          ))}
        </tbody>
      </table>
      {hidden > 0 && (
        <div className={classes.more}>
          <Button onClick={() => setLimit(limit + PAGE_ROWS)}>
            {t('page.more', { count: Math.min(hidden, PAGE_ROWS) })}
          </Button>
        </div>
      )}
    </div>
  );
}
