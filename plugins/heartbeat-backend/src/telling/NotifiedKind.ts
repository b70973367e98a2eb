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

import type { HeartbeatEntity } from 'backstage-plugin-heartbeat-common';
import type { NotifiedStatus } from '../config/notificationOptions';
import type { Text } from './words';

/**
 * What is told of one subject: what it is now, or what became of it.
 *
 * @internal
 */
export type News =
  | { kind: NotifiedStatus | 'flapping' | 'settled' }
  | { kind: 'over'; was: NotifiedStatus; afterMs: number };

/**
 * What is told of many, when their common cause is over.
 *
 * @internal
 */
export interface OverNews {
  /** How many of them have which status now. */
  counts: ReadonlyMap<string, number>;
  afterMs: number;
}

/**
 * A status, and why it is that.
 *
 * @internal
 */
export interface StatusWithReason {
  status: string;
  reason?: string;
}

/** @internal */
export interface SubjectState extends StatusWithReason {
  isFlapping: boolean;
  sinceWallMs: number;
}

/** @internal */
export interface SubjectChange<S> {
  subject: S;
  atMonotonicMs: number;
  /** What it was, where that is known of more than what was told. */
  before?: StatusWithReason & { sinceMonotonicMs: number };
}

/**
 * What keeps many subjects from being judged: people are told of it, not of each.
 *
 * @internal
 */
export interface SharedCause {
  /** Of its notification; the same for all whom it concerns. */
  scope: string;
  topic: string;
  metadata: Record<string, string>;
  /** It is told where people are told of one of these. */
  statuses: NotifiedStatus[];
  text(news: { count: number; sinceWallMs: number }): Text;
  overText(news: OverNews): Text;
}

/**
 * What people can be told of, as far as that differs: controllers, or servers.
 *
 * @internal
 */
export interface NotifiedKind<S extends { readonly id: string }> {
  /** By which users can choose in their settings. */
  readonly topic: string;
  /** What one that flaps comes back from; who is told of that is told that it flaps. */
  readonly worst: NotifiedStatus;
  find(id: string): S | undefined;
  stateOf(subject: S): SubjectState;
  /**
   * What people can be told of it; `well` if what they were told is over. Absent where
   * nothing is told, and what was told stays in force.
   */
  verdictOf(state: StatusWithReason): NotifiedStatus | 'well' | undefined;
  /** Absent where it is judged, or where only itself is the cause that it is not. */
  causeOf(subject: S): SharedCause | undefined;
  /** This replica has seen another status. */
  onChange(listener: (change: SubjectChange<S>) => void): void;
  /** This replica sees it no more; `find` finds it if another one does. */
  onLeft(listener: (id: string) => void): void;
  /** Of each of them, whoever may read the entities. */
  entitiesOf(subjects: S[]): Promise<HeartbeatEntity[][]>;
  /** As it is now, for what is sent later. */
  copyOf(subject: S): S;
  letterOf(
    subject: S,
    news: News,
  ): {
    scope: string;
    metadata: Record<string, string>;
    /** To somebody who owns these entities; without any, to somebody who owns none. */
    text(entities: HeartbeatEntity[]): Text;
  };
}
