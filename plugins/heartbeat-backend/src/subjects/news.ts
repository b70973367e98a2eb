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
import type { Text } from './words';

/**
 * What is told of one subject: what it is now, or what became of it.
 *
 * @internal
 */
export type News<Told extends string = string> =
  | { kind: 'status'; status: Told }
  | { kind: 'flapping' }
  | { kind: 'settled' }
  | { kind: 'over'; was: Told; afterMs: number };

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
  statuses: readonly string[];
  text(news: { count: number; sinceWallMs: number }): Text;
  overText(news: OverNews): Text;
}

/**
 * What subjects have in common that fail together, such as the process behind them:
 * people are told of it once.
 *
 * @internal
 */
export interface SubjectGroup<S> {
  /** Of its notification, and for all that are of it the same. */
  scope: string;
  metadata: Record<string, string>;
  /** To somebody who owns these entities of these subjects. */
  text(members: Array<{ subject: S; entities: HeartbeatEntity[] }>): Text;
  /** All of them are well again, or gone. */
  overText(news: { count: number; afterMs: number }): Text;
}

/**
 * What is written to the owners of one subject's entities.
 *
 * @internal
 */
export interface Letter {
  /** A later one with the same scope takes its place. */
  scope: string;
  metadata: Record<string, string>;
  /** To somebody who owns these entities; without any, to somebody who owns none. */
  text(entities: HeartbeatEntity[]): Text;
}
