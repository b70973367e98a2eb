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

import { useState, type ComponentType } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../../components/LiveContent';
import type { Subject, SubjectAnswer, SubjectScreens } from '../SubjectScreens';
import type { SubjectRowProps } from './subjectRow';
import { useTableStyles } from './tableStyles';
import { useSteadyOrder } from './useSteadyOrder';

/** More rows at once than anybody reads, and few enough to draw at once. */
const PAGE_ROWS = 100;

/**
 * The subjects in the order given, a page of them at a time; where one stands,
 * and what is open, outlives every refresh.
 */
export function SubjectTable<
  T extends Subject,
  L extends SubjectAnswer<T>,
>(props: {
  screens: SubjectScreens<T, L>;
  Row: ComponentType<SubjectRowProps<T, L>>;
  items: T[];
  answer: LiveAnswer<L>;
  open?: string;
  onToggle: (id: string) => void;
}) {
  const { screens, Row, items, answer, open, onToggle } = props;
  const { words, columns } = screens;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  // while something is being read, nothing moves away
  const { ordered, onTouch } = useSteadyOrder(items, open !== undefined);
  const [limit, setLimit] = useState(PAGE_ROWS);
  const hidden = Math.max(0, ordered.length - limit);
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label={words.table(t)} {...onTouch}>
        <thead className={classes.head}>
          <tr>
            <th scope="col">{t('page.status')}</th>
            <th scope="col">{words.one(t)}</th>
            <th scope="col">{t('page.entity')}</th>
            <th scope="col">{t('page.owner')}</th>
            {columns.map(({ id, head, shownFrom }) => (
              <th
                key={id}
                scope="col"
                className={shownFrom && classes[shownFrom]}
              >
                {head(t)}
              </th>
            ))}
            <th scope="col" aria-label={t('page.details')} />
          </tr>
        </thead>
        <tbody>
          {ordered.slice(0, limit).map(subject => (
            <Row
              key={subject.id}
              subject={subject}
              answer={answer}
              isOpen={subject.id === open}
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
