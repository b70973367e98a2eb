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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type {
  AvailabilityReport,
  TimelineReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import type { z } from 'zod';
import type { Clock } from '../clock';
import type { HistoryReader } from '../history';
import type { HeartbeatAnswers } from './HeartbeatAnswers';
import type {
  availabilityQuery,
  timelineQuery,
  transitionsQuery,
} from './historyQuery';
import type { Visibility } from './Visibility';

/**
 * Tells what was, of those controllers that the caller may be told of now. Of
 * controllers that are observed no more nobody knows to whom they belonged: only a
 * caller who may read every entity is told of them.
 *
 * @internal
 */
export class HistoryAnswers {
  readonly #history: HistoryReader;
  readonly #heartbeats: HeartbeatAnswers;
  readonly #clock: Clock;

  static create(options: {
    history: HistoryReader;
    heartbeats: HeartbeatAnswers;
    clock: Clock;
  }): HistoryAnswers {
    return new HistoryAnswers(options);
  }

  private constructor(options: {
    history: HistoryReader;
    heartbeats: HeartbeatAnswers;
    clock: Clock;
  }) {
    this.#history = options.history;
    this.#heartbeats = options.heartbeats;
    this.#clock = options.clock;
  }

  /**
   * Newest first.
   *
   * @throws NotFoundError where a subject or the entity is not there or the caller may not read it
   */
  async transitions(
    query: z.output<typeof transitionsQuery>,
    caller: Caller,
  ): Promise<TransitionList> {
    const { subject, entity, ...rest } = query;
    const { visibility } = caller;
    const subjectIds =
      subject || entity !== undefined
        ? await this.#subjects({ subject, entity }, caller)
        : this.#limitOf(visibility);
    return {
      observedAt: this.#now(),
      // Of nobody is not of all: that must not depend on how a store reads it.
      ...(subjectIds?.length === 0
        ? { items: [] }
        : await this.#history.transitions({ ...rest, subjectIds })),
    };
  }

  /** @throws as `transitions`; InputError where it is not said of whom */
  async availability(
    { subject, entity, window }: z.output<typeof availabilityQuery>,
    caller: Caller,
  ): Promise<AvailabilityReport> {
    if (!subject && entity === undefined) {
      throw new InputError('Query: subject or entity must be given');
    }
    const subjectIds = await this.#subjects({ subject, entity }, caller);
    return {
      observedAt: this.#now(),
      items: await Promise.all(
        subjectIds.map(async subjectId => ({
          subjectId,
          windows: await this.#history.availability({
            subjectId,
            windowsMs: window,
          }),
        })),
      ),
    };
  }

  /** @throws as `transitions` */
  async timeline(
    { subject, window, to, segments }: z.output<typeof timelineQuery>,
    caller: Caller,
  ): Promise<TimelineReport> {
    const [subjectId] = await this.#subjects({ subject: [subject] }, caller);
    return {
      observedAt: this.#now(),
      subjectId,
      segments: await this.#history.timeline({
        subjectId,
        windowMs: window,
        to,
        maxSegments: segments,
      }),
    };
  }

  #now(): string {
    return new Date(this.#clock.wallMs()).toISOString();
  }

  /** Of whom a list may tell that names nobody; absent: of all. */
  #limitOf(visibility: Visibility): string[] | undefined {
    return visibility.isUnlimited
      ? undefined
      : this.#heartbeats.visibleIds(visibility);
  }

  async #subjects(
    wanted: { subject?: string[]; entity?: string },
    { credentials, visibility }: Caller,
  ): Promise<string[]> {
    const { subject = [], entity } = wanted;
    const hidden = subject.find(
      id =>
        !visibility.isUnlimited && !this.#heartbeats.isVisible(id, visibility),
    );
    if (hidden !== undefined) {
      // the same words whether it is there or not
      throw new NotFoundError(
        `There is no controller ${hidden}, or you may not read it`,
      );
    }
    const behind =
      entity === undefined
        ? []
        : await this.#heartbeats.idsBehind(
            parseEntityRef(entity),
            credentials,
            visibility,
          );
    return [...new Set([...subject, ...behind])];
  }
}

/** Who asks, and what they may be told of. */
export interface Caller {
  credentials: BackstageCredentials;
  visibility: Visibility;
}
