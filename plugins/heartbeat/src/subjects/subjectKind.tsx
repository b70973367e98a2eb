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

import type { ComponentType, ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import TooOldIcon from '@material-ui/icons/UpdateOutlined';
import type {
  EntityHeartbeats,
  HistoryTransition,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  lookOfStatus,
  type Live,
  type StatusLooks,
  type Translate,
} from 'backstage-plugin-heartbeat-react';
import { LiveContent, type LiveAnswer } from '../components/LiveContent';
import { Notice } from '../components/Notice';
import { useLastKnown } from '../components/useLastKnown';
import { announcedStatuses } from './announcedStatuses';
import { SubjectDetails } from './details/SubjectDetails';
import { SubjectHead } from './details/SubjectHead';
import { ListSkeleton } from './list/ListSkeleton';
import { SubjectList } from './list/SubjectList';
import { subjectRow } from './list/subjectRow';
import { isBad } from './severities';
import type {
  AnnouncedStatus,
  Subject,
  SubjectAnswer,
  SubjectScreens,
} from './SubjectScreens';

/** The list of a kind on the page. */
export interface KindView {
  /** How many need attention; absent where that is not known (yet). */
  bad?: number;
  /** False where the backend is older than this kind. */
  isSupported: boolean;
  /** The list itself; absent where only the count was asked for. */
  panel?: ReactNode;
}

/** A subject behind an entity, of whatever kind. */
export interface EntitySubject {
  id: string;
  name: string;
  hasHistory: boolean;
  announced: AnnouncedStatus[];
  /**
   * Draws its head and its details.
   *
   * @param isBrief - true in the card, which has no room for all that is known
   */
  draw: (isBrief: boolean) => ReactNode;
}

/** A kind of subject as the page, the card and the tab see it: all kinds alike. */
export interface SubjectKind {
  kind: string;
  view: string;
  looks: Partial<StatusLooks>;
  /** Parameters of the URL that mean something in its list alone. */
  filterNames: string[];
  label(t: Translate): string;
  /**
   * A hook that keeps its list fresh.
   *
   * @param isShown - otherwise its counts are enough
   */
  useView(isShown: boolean): KindView;
  ofEntity(t: Translate, answer: LiveAnswer<EntityHeartbeats>): EntitySubject[];
  nameInHistory(t: Translate, name: string): string;
  Cause: ComponentType<{ transition: HistoryTransition }>;
  markWord?(t: Translate, transition: HistoryTransition): string | undefined;
}

/** Of the list that is not shown, its counts are enough: they are of all there are. */
const COUNTS_ONLY = { limit: 1 };

function countBad<T extends Subject, L extends SubjectAnswer<T>>(
  { statuses, looks }: SubjectScreens<T, L>,
  { items, counts }: L,
): number {
  const bad = statuses.filter(status =>
    isBad(lookOfStatus(looks, status).severity),
  );
  return bad.reduce(
    (sum, status) =>
      sum +
      (counts
        ? counts[status] ?? 0
        : items.filter(item => item.status === status).length),
    0,
  );
}

/**
 * Puts what only one kind shows into what all of them have.
 *
 * @param screens - all that is special to the kind
 */
export function subjectKind<T extends Subject, L extends SubjectAnswer<T>>(
  screens: SubjectScreens<T, L>,
): SubjectKind {
  const { kind, view, words, looks, filters } = screens;
  const Row = subjectRow(screens);

  function Panel(props: { live: Live<L | undefined> }) {
    const { t } = useTranslationRef(heartbeatTranslationRef);
    return (
      <LiveContent
        live={props.live}
        skeleton={
          <ListSkeleton label={words.loading(t)} statuses={screens.statuses} />
        }
        failedTitle={words.failed?.(t)}
      >
        {({ data, receivedAt }) =>
          data ? (
            <SubjectList
              screens={screens}
              Row={Row}
              data={data}
              receivedAt={receivedAt}
            />
          ) : (
            words.notSupported && (
              <Notice icon={TooOldIcon} title={words.notSupported.title(t)}>
                {words.notSupported.text(t)}
              </Notice>
            )
          )
        }
      </LiveContent>
    );
  }

  return {
    kind,
    view,
    looks,
    filterNames: filters.map(({ name }) => name),
    label: words.many,
    useView(isShown) {
      const live = screens.useList(isShown ? undefined : COUNTS_ONLY);
      const hasAnswer = live.status === 'ready' || live.status === 'stale';
      const bad = useLastKnown(
        hasAnswer && live.data ? countBad(screens, live.data) : undefined,
      );
      return {
        bad,
        isSupported: live.status !== 'ready' || live.data !== undefined,
        panel: isShown ? <Panel live={live} /> : undefined,
      };
    },
    ofEntity: (t, answer) =>
      screens.ofEntity(answer.data).map(subject => ({
        id: subject.id,
        name: screens.name(t, subject),
        hasHistory: screens.hasHistory(subject),
        announced: announcedStatuses(t, screens, subject),
        draw: isBrief => (
          <>
            <SubjectHead screens={screens} subject={subject} answer={answer} />
            <SubjectDetails
              screens={screens}
              subject={subject}
              answer={answer}
              isBrief={isBrief}
            />
          </>
        ),
      })),
    nameInHistory: screens.nameInHistory,
    Cause: screens.Cause,
    markWord: screens.markWord,
  };
}
