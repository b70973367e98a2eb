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

import type {
  MetricAttributes,
  MetricsService,
} from '@backstage/backend-plugin-api/alpha';
import type { JsonObject } from '@backstage/types';
import type {
  HeartbeatEntity,
  HeartbeatProblem,
  StatusMeaning,
} from 'backstage-plugin-heartbeat-common';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import type { z as zod } from 'zod/v3';
import type { Claim, ClaimReader } from '../entities';
import type { ListedTransition, SubjectStanding } from '../history';
import type { Moment } from '../time/moment';
import type { Letter, News, SharedCause, SubjectGroup } from './news';
import type { StatusWithReason, Subject, SubjectTransition } from './Subject';
import type { Subjects } from './SubjectRegistry';

/**
 * What every list of subjects can be asked for; each kind adds its own.
 *
 * @internal
 */
export interface SubjectQuery {
  status?: string[];
  cluster?: string[];
  /** Entity refs of owners of the entities. */
  owner?: string[];
  /** Entity ref of the system of an entity. */
  system?: string;
  /** Of an entity. */
  kind?: string;
  text?: string;
  sort?: string;
  limit?: number;
  cursor?: string;
}

/**
 * What every subject is served with; each kind adds its own.
 *
 * @internal
 */
export interface SubjectView {
  id: string;
  status: string;
  /** Those that it belongs to, as far as the caller may read them. */
  entities: HeartbeatEntity[];
}

/**
 * What entities expect and nobody has seen, with the answer that stands for it.
 *
 * @internal
 */
export interface MissingSubject<View extends SubjectView = SubjectView>
  extends StatusWithReason {
  id: string;
  name: string;
  sinceWallMs: number;
  /** As the API serves it. */
  view(entities: HeartbeatEntity[]): View;
}

/**
 * For whom and for when an answer is made.
 *
 * @internal
 */
export interface Telling {
  moment: Moment;
  /** Nothing is kept from the caller. */
  isUnlimited: boolean;
}

/**
 * How subjects of a kind are listed: found, sorted, filtered, served and explained.
 *
 * @internal
 */
export interface ListedKind<
  S extends Subject = Subject,
  Query extends SubjectQuery = SubjectQuery,
  View extends SubjectView = SubjectView,
  Frame extends object = object,
> {
  /** Where its list is served: `/v1/<route>`. */
  route: string;
  /** Of that route, in the OpenAPI document, which says what it can be asked for. */
  operationId: string;
  /** What a search finds it by, in lower case, as long as `isAlike` holds. */
  text(subject: S): string;
  /** Whether a word, in lower case, stands in what changes with each sign of life, as it is now. */
  isFoundNow?(subject: S, word: string): boolean;
  /** Orders of its own, beside `worst`, `name` and `since`. */
  sorts: readonly string[];
  /** Where one stands in an order of its own; smaller comes first. */
  sortKey(subject: S, sort: string): number;
  /** Whether a query asks for more than every kind can be asked for. */
  hasOwnFilter(query: Query): boolean;
  /** Whether that holds of a subject. */
  matches(subject: S, query: Query): boolean;
  /**
   * How long a selection is good if nothing has changed its status meanwhile.
   * Milliseconds; 0: not at all; absent: for ever.
   */
  freshMs(query: Query): number | undefined;
  /** As the API serves it, with ages as of the moment. */
  view(
    subject: S,
    options: { moment: Moment; entities: HeartbeatEntity[] },
  ): View;
  /** What every list has beside its items, and what is wrong beside them. */
  frame(telling: Telling): { fields: Frame; problems: HeartbeatProblem[] };
  /** Whether a list tells what is wrong with the annotations of entities. */
  tellsAnnotationProblems: boolean;
  /** What is listed for a claim that no subject fulfils; absent: nothing is. */
  missing?(claim: Claim): MissingSubject<View>;
  /** A sentence for an annotation that no subject is; absent: there is none. A label may be there for other reasons. */
  missingProblem?(claim: Claim, entity: HeartbeatEntity): string;
  /** What stands behind an entity is told worst first, not in the order of its claims. */
  isWorstFirstBehind: boolean;
  /** The sentences that explain a status. */
  explain(view: View): string[];
  /** What is listed has changed although no subject has. */
  onChange?(listener: () => void): void;
}

/**
 * What was stored of subjects of a kind, by whichever replica.
 *
 * @internal
 */
export interface StoredPast {
  /** What some are now. */
  standings: readonly SubjectStanding[];
  /** What became of some of them, in order; some of it may have been told before. */
  rows: readonly ListedTransition[];
  /** The time by the clock of the database. */
  now: Moment;
}

/**
 * What the history keeps of subjects of a kind.
 *
 * @internal
 */
export interface RememberedKind<S extends Subject = Subject> {
  /** Whether a status says only that this replica cannot see: then another one's sight is worth more. */
  isOutOfSight(status: StatusWithReason): boolean;
  /** When it got its status, on the monotonic clock; absent where that is not known. */
  changedMs(subject: S, transition?: SubjectTransition<S>): number | undefined;
  /** What is kept with a change, for whoever looks into it; no secrets. */
  evidence(subject: S, transition?: SubjectTransition<S>): JsonObject;
  /** The mark of a transition, where it is something that would have one without a change of the status, too. */
  mark?(subject: S, transition: SubjectTransition<S>): string | undefined;
  /** What a successor needs. */
  data(subject: S): JsonObject;
  /** What a successor needs has changed although the status has not, and cannot wait for a minute. */
  onData?(listener: (id: string) => void): void;
  /** Whether it is this replica's to say what is true of it, whatever has changed. */
  isOurs(subject: S): boolean;
  /**
   * Shows from now on what all replicas have stored, as far as it is what this one
   * sees too. Called every second or so, also where nothing is new.
   */
  adopt?(past: StoredPast): void;
}

/**
 * What people are told of subjects of a kind.
 *
 * @internal
 */
export interface ToldKind<
  S extends Subject = Subject,
  Told extends string = string,
> {
  /** By which users can choose in their settings. */
  readonly topic: string;
  /** What one that flaps comes back from; who is told of that is told that it flaps. */
  readonly worst: Told;
  /**
   * What people can be told of it; `well` if what they were told is over. Absent where
   * nothing is told, and what was told stays in force.
   */
  verdictOf(state: StatusWithReason): Told | 'well' | undefined;
  /** Whether it was so before anybody looked, so that nobody is to be told of it now. Absent: never. */
  isOldNews?(subject: S): boolean;
  /** Absent where it is judged, or where only itself is the cause that it is not. */
  causeOf(subject: S): SharedCause | undefined;
  letterOf(subject: S, news: News<Told>): Letter;
  /** With which others one is told of that is its worst; absent where it is alone. */
  groupOf?(subject: S): SubjectGroup<S> | undefined;
}

/**
 * A number that a subject has at the moment.
 *
 * @internal
 */
export interface MeasuredValue<S extends Subject = Subject> {
  name: string;
  description: string;
  unit: string;
  /** @returns `undefined` where it has none */
  read(subject: S): number | undefined;
}

/**
 * What is measured of subjects of a kind, in series that docs/metrics.md lists.
 *
 * @internal
 */
export interface MeasuredKind<S extends Subject = Subject> {
  /** How many there are of each status. */
  count: { name: string; description: string; unit: string };
  /** The changes of their status. */
  transitions: { name: string; description: string };
  /** The statuses that are counted. */
  statuses: readonly string[];
  /** Those that are counted together; few. */
  groupOf(subject: S): MetricAttributes;
  /** Groups that are counted although they have no subject. */
  groups?(): Iterable<MetricAttributes>;
  /** The attributes of a transition, beside status and cause. */
  transitionAttributes(subject: S): MetricAttributes;
  /** The highest value among those of one group and status; 0 where none has it. */
  highest?: MeasuredValue<S>;
  /** Which series each subject has of its own, where that is asked for. */
  each: readonly MeasuredValue<S>[];
  identityOf(subject: S): MetricAttributes;
  /** What only this kind measures. */
  more?(metrics: MetricsService): void;
}

/**
 * What agents and other callers of the actions registry may ask of subjects of a kind.
 *
 * @internal
 */
export interface AskedKind<
  View extends SubjectView = SubjectView,
  Frame extends object = object,
> {
  find: {
    name: string;
    title: string;
    description: string;
    /** Those of this status are listed. */
    status: string;
    /** In what the words of `text` are looked for, besides entities. */
    searched: string;
    /** Filters beside those that every kind has. */
    filters(z: typeof zod): zod.ZodRawShape;
    item(z: typeof zod): zod.ZodRawShape;
    toItem(view: View): object;
    /** What is told beside the list. */
    rest(z: typeof zod): zod.ZodRawShape;
    toRest(frame: Frame): object;
  };
  explain: {
    name: string;
    title: string;
    description: string;
    /** Beside id, status and explanation. */
    item(z: typeof zod): zod.ZodRawShape;
    toItem(view: View): object;
  };
}

/**
 * How subjects of a kind can be looked at now, and not only when that is due.
 *
 * @internal
 */
export interface CheckedKind<S extends Subject = Subject> {
  /** Of `POST /v1/<route>/check`, in the OpenAPI document. */
  operationId: 'checkServers';
  permission: BasicPermission;
  /** Why one is not looked at now, in a sentence; absent where it is. */
  refusal(subject: S): string | undefined;
  /**
   * Has one looked at, within some seconds.
   *
   * @throws TooManyRequestsError where that was asked for a moment ago
   */
  request(id: string): Promise<void>;
  /**
   * Has all of these looked at.
   *
   * @returns which: not those that it was asked for a moment ago
   * @throws TooManyRequestsError where all were asked for lately
   */
  requestAll(ids: readonly string[]): Promise<ReadonlySet<string>>;
  action: { name: string; title: string; description: string };
}

/**
 * A kind of subject: all that those who know subjects only have to know of it. It is
 * one value, handed in once.
 *
 * @internal
 */
export interface SubjectKind<
  S extends Subject = Subject,
  Query extends SubjectQuery = SubjectQuery,
  View extends SubjectView = SubjectView,
  Frame extends object = object,
> {
  /** In ids, rows and records: lower case, in the singular. */
  readonly name: string;
  /** The key of its subjects in answers. */
  readonly plural: string;
  /** Worst first. */
  readonly statuses: Readonly<Record<string, StatusMeaning>>;
  readonly registry: Subjects<S>;
  readonly claims: ClaimReader;
  /** Annotations that an entity is told to name one by. */
  readonly suggested: readonly string[];
  readonly list: ListedKind<S, Query, View, Frame>;
  readonly history: RememberedKind<S>;
  readonly telling: ToldKind<S>;
  readonly metrics: MeasuredKind<S>;
  readonly actions: AskedKind<View, Frame>;
  /** Absent where nobody can ask for a look. */
  readonly checks?: CheckedKind<S>;
}
