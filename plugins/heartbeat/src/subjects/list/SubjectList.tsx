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

import { useCallback, useMemo, type ComponentType } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../../components/LiveContent';
import { announcedStatuses } from '../announcedStatuses';
import { StatusAnnouncer } from '../StatusAnnouncer';
import type { Subject, SubjectAnswer, SubjectScreens } from '../SubjectScreens';
import { ListToolbar } from './ListToolbar';
import { matchStatus, matchSubjects } from './matchSubjects';
import { NoMatch } from './NoMatch';
import { OriginFilters } from './OriginFilters';
import { StatusTiles } from './StatusTiles';
import type { SubjectRowProps } from './subjectRow';
import { SubjectTable } from './SubjectTable';
import { TrustStrip } from './TrustStrip';
import { useListFilters } from './useListFilters';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2) },
}));

const NO_FILTERS = { statuses: [], text: '', chosen: {} };

interface SubjectListProps<T extends Subject, L extends SubjectAnswer<T>>
  extends LiveAnswer<L> {
  screens: SubjectScreens<T, L>;
  Row: ComponentType<SubjectRowProps<T, L>>;
}

/**
 * The items, which can be narrowed down: how many there are of each status, the
 * search, and those that are left; where none is, the way back.
 */
function FilteredList<T extends Subject, L extends SubjectAnswer<T>>(
  props: SubjectListProps<T, L>,
) {
  const { data, receivedAt, screens, Row } = props;
  const { items } = data;
  const { words, looks } = screens;
  // rows are drawn again when it is another object, and there may be many
  const answer = useMemo(() => ({ data, receivedAt }), [data, receivedAt]);
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const [filters, changeFilters] = useListFilters(screens.filters);
  const { text, chosen, open } = filters;
  const statuses = useMemo(
    // the backend may be newer, and know more of them
    () => [
      ...new Set<string>([
        ...screens.statuses,
        ...items.map(one => one.status),
      ]),
    ],
    [screens, items],
  );
  const selected = useMemo(
    () => statuses.filter(status => filters.statuses.includes(status)),
    [statuses, filters],
  );
  const found = useMemo(
    () => matchSubjects(items, { text, chosen }, screens),
    [items, text, chosen, screens],
  );
  const shown = useMemo(
    () => matchStatus(found, selected, open),
    [found, selected, open],
  );
  const onToggle = useCallback(
    (id: string) =>
      changeFilters(current => ({
        open: id === current.open ? undefined : id,
      })),
    [changeFilters],
  );
  const onClear = () => changeFilters(NO_FILTERS);
  const total = items.length;
  return (
    <>
      <StatusTiles
        statuses={statuses}
        looks={looks}
        items={found}
        selected={selected}
        onChange={changed => changeFilters({ statuses: changed })}
      />
      <ListToolbar
        text={text}
        onTextChange={changed => changeFilters({ text: changed })}
        placeholder={words.search(t)}
        shown={words.shown(t, { shown: shown.length, total })}
        isFiltered={
          selected.length > 0 || [text, ...Object.values(chosen)].some(Boolean)
        }
        onClear={onClear}
      >
        <OriginFilters
          items={items}
          filters={screens.filters}
          chosen={chosen}
          onChange={changed => changeFilters({ chosen: changed })}
        />
      </ListToolbar>
      {shown.length === 0 ? (
        <NoMatch
          title={words.noMatchTitle(t)}
          text={words.noMatch(t, { total })}
          onClear={onClear}
        />
      ) : (
        <SubjectTable
          screens={screens}
          Row={Row}
          items={shown}
          answer={answer}
          open={open}
          onToggle={onToggle}
        />
      )}
    </>
  );
}

/** What the page shows of a kind once there is an answer. */
export function SubjectList<T extends Subject, L extends SubjectAnswer<T>>(
  props: SubjectListProps<T, L>,
) {
  const { data, receivedAt, screens } = props;
  const { Notices, Empty } = screens;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const announced = useMemo(
    () => data.items.flatMap(item => announcedStatuses(t, screens, item)),
    [t, data, screens],
  );
  return (
    <div className={classes.root}>
      <StatusAnnouncer announced={announced} />
      {Notices && <Notices data={data} receivedAt={receivedAt} />}
      <TrustStrip
        sights={screens.sights?.(data) ?? []}
        problems={data.problems}
      />
      {data.items.length === 0 ? (
        <Empty data={data} />
      ) : (
        <FilteredList {...props} />
      )}
    </div>
  );
}
