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

import type { ComponentType } from 'react';
import type {
  EntityHeartbeats,
  HeartbeatEntity,
  HeartbeatProblem,
  HistoryTransition,
  PastMoment,
  Sight,
} from 'backstage-plugin-heartbeat-common';
import type {
  Live,
  StatusLooks,
  Translate,
} from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';

/*
 * What a kind of subject brings to the screens. The list, the row, the card and
 * the tab are written once, for subjects; a kind says here what only it shows.
 * To add one: a folder that exports one value of `SubjectScreens`, and a line in
 * kinds.ts.
 */

/** What screens know of anything that is alive or not, of whatever kind. */
export interface Subject {
  /** Stable between answers, and no other subject of any kind has it. */
  id: string;
  status: string;
  entities: HeartbeatEntity[];
  isCrashLooping?: boolean;
  isFlapping?: boolean;
}

/** A list of subjects of one kind as the backend answers it. */
export interface SubjectAnswer<T extends Subject> {
  /** The observer's time of this answer. */
  observedAt: string;
  /** Worst first. */
  items: T[];
  /** How many there are of each status. Absent: as many as there are items. */
  counts?: Partial<Record<T['status'], number>>;
  problems: HeartbeatProblem[];
}

/** What a part of the screen that shows one subject is given. */
export interface SubjectProps<T extends Subject, L> {
  subject: T;
  /** The list or the entity's answer that it is from. */
  answer: LiveAnswer<L | EntityHeartbeats>;
}

/** What a section of the details is given. */
export interface SectionProps<T extends Subject, L> extends SubjectProps<T, L> {
  /** True in the card, which has no room for all that is known. */
  isBrief: boolean;
}

/** A column of the table that only this kind has. */
export interface SubjectColumn<T extends Subject, L> {
  id: string;
  head(t: Translate): string;
  cell: ComponentType<{ subject: T; answer: LiveAnswer<L> }>;
  /** What is told to those who point at the cell. */
  title?(subject: T): string | undefined;
  /** On windows that are not this wide it is hidden: the details say it again. */
  shownFrom?: 'wide' | 'very-wide';
  isNumber?: boolean;
}

/** A filter beside the search that shows only what is of one origin. */
export interface SubjectFilter<T extends Subject> {
  /** Its parameter in the URL. */
  name: string;
  label(t: Translate): string;
  valuesOf(subject: T): string[];
  /** How a value is called; as it is written if absent. */
  nameOf?(value: string): string;
}

/** A status that is told to those who cannot see it change. */
export interface AnnouncedStatus {
  id: string;
  status: string;
  /** What to say when it changes. */
  became(): string;
}

/** How the screens speak of a kind. */
export interface SubjectWords {
  one(t: Translate): string;
  many(t: Translate): string;
  loading(t: Translate): string;
  /** That the list could not be loaded. Absent: as of heartbeats. */
  failed?(t: Translate): string;
  /** What can be searched for. */
  search(t: Translate): string;
  /** How much of everything is shown. */
  shown(t: Translate, counts: { shown: number; total: number }): string;
  noMatchTitle(t: Translate): string;
  noMatch(t: Translate, counts: { total: number }): string;
  table(t: Translate): string;
  showDetails(t: Translate, name: string): string;
  became(t: Translate, name: string, status: string): string;
  /** What stands in place of the list where the backend is older than this kind. */
  notSupported?: { title(t: Translate): string; text(t: Translate): string };
}

/** All that is special to a kind of subject on the screen. */
export interface SubjectScreens<T extends Subject, L extends SubjectAnswer<T>> {
  /** What history calls it, e.g. `controller`. */
  kind: string;
  /** Its list in the URL of the page, e.g. `controllers`. */
  view: string;
  words: SubjectWords;
  /** Worst first. */
  statuses: ReadonlyArray<T['status']>;
  looks: StatusLooks<T['status']>;

  /**
   * A hook that keeps its list fresh; without data where the backend is older
   * than this kind.
   *
   * @param query - how many; all if absent
   */
  useList(query?: { limit: number }): Live<L | undefined>;
  /** Those of them that are behind an entity. */
  ofEntity(answer: EntityHeartbeats): T[];

  name(t: Translate, subject: T): string;
  /** How one is called of which history has kept the name alone. */
  nameInHistory(t: Translate, name: string): string;
  /** When its status began. */
  since(subject: T, observedAt: string): PastMoment;
  /** What is written about it, beside its entities: the search looks through it. */
  text(subject: T): Array<string | undefined>;
  /** Whether there can be a history of it. */
  hasHistory(subject: T): boolean;
  /** Statuses of its parts. */
  parts?(t: Translate, subject: T): AnnouncedStatus[];

  filters: Array<SubjectFilter<T>>;
  /** Beside those that all kinds have: status, name, entity and owner. */
  columns: Array<SubjectColumn<T, L>>;
  /** The places where it is looked for. */
  sights?(data: L): Sight[];
  /** What there is to know above the list. */
  Notices?: ComponentType<LiveAnswer<L>>;
  /** In place of a list without items. */
  Empty: ComponentType<{ data: L }>;

  /** Below its name in the row. */
  BelowName?: ComponentType<{ subject: T }>;
  /** What its status does not say, beside it. */
  Badges?: ComponentType<{ subject: T; isInRow: boolean }>;
  /** Why its status is what it is. */
  Explanation: ComponentType<SubjectProps<T, L>>;
  /** Its details below the explanation, in this order. */
  sections: Array<ComponentType<SectionProps<T, L>>>;

  /** What brought a change about. */
  Cause: ComponentType<{ transition: HistoryTransition }>;
  /** What a change that changed no status is called; absent where there is no word for it. */
  markWord?(t: Translate, transition: HistoryTransition): string | undefined;
}
