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

import { ConflictError, NotFoundError } from '@backstage/errors';
import type { CheckReceipt } from 'backstage-plugin-heartbeat-common';
import type { Visibility } from '../entities';
import type { CheckedKind, SubjectKind } from '../subjects/SubjectKind';
import type { Clock } from '../time/clock';
import type { SubjectAnswers } from './SubjectAnswers';

/**
 * Has subjects of one kind looked at now: those that the caller may be told of.
 *
 * @internal
 */
export class CheckAnswers {
  readonly kind: SubjectKind;
  readonly checks: CheckedKind;
  readonly #answers: SubjectAnswers;
  readonly #clock: Clock;

  constructor(options: {
    answers: SubjectAnswers;
    checks: CheckedKind;
    clock: Clock;
  }) {
    this.kind = options.answers.kind;
    this.checks = options.checks;
    this.#answers = options.answers;
    this.#clock = options.clock;
  }

  /**
   * @param id - absent: all
   * @throws NotFoundError, ConflictError where that one is not looked at now, and
   * TooManyRequestsError
   */
  async request(
    id: string | undefined,
    visibility: Visibility,
  ): Promise<CheckReceipt> {
    const requestedAt = new Date(this.#clock.wallMs()).toISOString();
    if (id !== undefined) {
      await this.#requestOne(id, visibility);
      return { requestedAt, requested: 1, skipped: 0 };
    }
    const { registry } = this.kind;
    const ids = this.#answers.visibleIds(visibility);
    const looked = ids.filter(one => {
      const subject = registry.subject(one);
      return subject && this.checks.refusal(subject) === undefined;
    });
    const { size: requested } = await this.checks.requestAll(looked);
    return { requestedAt, requested, skipped: ids.length - requested };
  }

  async #requestOne(id: string, visibility: Visibility): Promise<void> {
    const { name, registry } = this.kind;
    const subject = registry.subject(id);
    if (!subject || !this.#answers.isVisible(id, visibility)) {
      // the same words whether it is there or not
      throw new NotFoundError(
        `There is no ${name} ${id}, or you may not read it`,
      );
    }
    const refusal = this.checks.refusal(subject);
    if (refusal !== undefined) {
      throw new ConflictError(`${subject.title ?? subject.name}: ${refusal}`);
    }
    await this.checks.request(id);
  }
}
