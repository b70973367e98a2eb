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

import { memo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  HeartbeatFlags,
  HeartbeatStatus,
  heartbeatTranslationRef,
} from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../../components/LiveContent';
import { LiveSince } from '../../components/LiveSince';
import { SubjectDetails } from '../details/SubjectDetails';
import type {
  Subject,
  SubjectAnswer,
  SubjectColumn,
  SubjectScreens,
} from '../SubjectScreens';
import { EntityCell } from './EntityCell';
import { isMeantForRow } from './isMeantForRow';
import { useTableStyles } from './tableStyles';
import { ToggleCell } from './ToggleCell';

/** Status, name, entity and owner, and the button that opens the details. */
const COMMON_COLUMNS = 5;

/** What a row is made of. */
export interface SubjectRowProps<T extends Subject, L> {
  subject: T;
  /** The same object for all rows until the next answer. */
  answer: LiveAnswer<L>;
  isOpen: boolean;
  onToggle: (id: string) => void;
}

function ColumnCell<T extends Subject, L>(props: {
  column: SubjectColumn<T, L>;
  subject: T;
  answer: LiveAnswer<L>;
}) {
  const { column, subject, answer } = props;
  const { head, cell: Cell, title, shownFrom, isNumber } = column;
  const classes = useTableStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <td
      // where it is shown on a narrow screen, it is named there
      data-label={shownFrom ? undefined : head(t)}
      className={
        shownFrom
          ? classes[shownFrom]
          : (isNumber && classes.number) || undefined
      }
      title={title?.(subject)}
    >
      <Cell subject={subject} answer={answer} />
    </td>
  );
}

/**
 * Makes the component that draws one subject of a kind as a row of the table, and
 * its details below where they are open. It is drawn again only for what it is
 * given.
 */
export function subjectRow<T extends Subject, L extends SubjectAnswer<T>>(
  screens: SubjectScreens<T, L>,
) {
  const { kind, words, looks, columns, since, BelowName, Badges } = screens;

  function SubjectRow(props: SubjectRowProps<T, L>) {
    const { subject, answer, isOpen, onToggle } = props;
    const { id, status, entities } = subject;
    const classes = useTableStyles();
    const { t } = useTranslationRef(heartbeatTranslationRef);
    const name = screens.name(t, subject);
    const detailsId = `${kind}-details-${id}`;
    const owner = entities[0]?.owner;
    return (
      <>
        <tr
          className={isOpen ? `${classes.row} ${classes.open}` : classes.row}
          onClick={event => isMeantForRow(event) && onToggle(id)}
        >
          <td className={classes.statusCell}>
            <HeartbeatStatus status={status} looks={looks} />
            <span className={classes.since}>
              <LiveSince
                {...since(subject, answer.data.observedAt)}
                receivedAt={answer.receivedAt}
              />
            </span>
            <span className={classes.badges}>
              {Badges && <Badges subject={subject} isInRow />}
              <HeartbeatFlags heartbeat={subject} />
            </span>
          </td>
          <th scope="row" className={classes.nameCell}>
            {name}
            {BelowName && <BelowName subject={subject} />}
          </th>
          <td data-label={t('page.entity')}>
            <EntityCell entities={entities} />
          </td>
          <td data-label={t('page.owner')}>
            {owner && (
              <EntityRefLink entityRef={owner} defaultKind="group" hideIcon />
            )}
          </td>
          {columns.map(column => (
            <ColumnCell
              key={column.id}
              column={column}
              subject={subject}
              answer={answer}
            />
          ))}
          <ToggleCell
            label={words.showDetails(t, name)}
            isOpen={isOpen}
            controls={detailsId}
            onToggle={() => onToggle(id)}
          />
        </tr>
        {isOpen && (
          <tr id={detailsId} className={classes.detailsRow}>
            <td colSpan={COMMON_COLUMNS + columns.length}>
              <div className={classes.details}>
                <SubjectDetails
                  screens={screens}
                  subject={subject}
                  answer={answer}
                  isBrief={false}
                />
              </div>
            </td>
          </tr>
        )}
      </>
    );
  }

  return memo(SubjectRow);
}
