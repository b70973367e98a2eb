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

import { useState, type ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { useTableStyles } from './tableStyles';
import { useSteadyOrder } from './useSteadyOrder';

/** More rows at once than anybody reads, and few enough to draw at once. */
const PAGE_ROWS = 100;

/** A long list, a page of it at a time; where one stands outlives every refresh. */
export function PagedTable<T extends { id: string }>(props: {
  label: string;
  /** The cells of its head. */
  head: ReactNode;
  items: T[];
  /** True while something is being read: nothing moves away. */
  isHeld: boolean;
  /** Draws a row. */
  children: (item: T) => ReactNode;
}) {
  const { label, head, items, isHeld, children } = props;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const { ordered, onTouch } = useSteadyOrder(items, isHeld);
  const [limit, setLimit] = useState(PAGE_ROWS);
  const hidden = Math.max(0, ordered.length - limit);
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label={label} {...onTouch}>
        <thead className={classes.head}>
          <tr>{head}</tr>
        </thead>
        <tbody>{ordered.slice(0, limit).map(children)}</tbody>
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
