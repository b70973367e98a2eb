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

import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import type { SharedCause } from '../subjects/news';
import type { Subject, SubjectTransition } from '../subjects/Subject';
import type { SubjectKind } from '../subjects/SubjectKind';
import type { Text } from '../subjects/words';
import type { Clock } from '../time/clock';
import { recipientsOf } from './audiences';
import type { Notification } from './NotificationSender';
import type { NotifierOptions } from './NotifierOptions';

/** What silences many is written in several batches, and seen to be over one by one. */
const GATHER_MS = 2_000;

/** What keeps subjects from being judged. */
interface Trouble {
  cause: SharedCause;
  sinceMonotonicMs: number;
  sinceWallMs: number;
  /** Those that cannot be judged now. */
  present: Set<string>;
  /** All that could not, back or not. */
  affected: Set<string>;
  /** Who has been told of it. */
  told: Set<string>;
  /** Waits for its delay to be over. */
  cancel?: () => void;
  /** Waits to see whether it is over. */
  cancelOver?: () => void;
}

/**
 * Decides what people are told of what many have in common, such as a cluster that
 * cannot be seen: one notification for all that one cause has silenced, and one when
 * all of them can be judged again.
 *
 * @internal
 */
export class CauseNotifier<S extends Subject> {
  readonly #options: NotifierOptions;
  readonly #kind: SubjectKind<S>;
  readonly #clock: Clock;
  /** By scope. */
  readonly #troubles = new Map<string, Trouble>();

  constructor(kind: SubjectKind<S>, options: NotifierOptions) {
    this.#options = options;
    this.#kind = kind;
    this.#clock = options.clock;
    kind.registry.onTransition(transition => this.#observe(transition));
    kind.registry.onLeft(id => this.#forget(id));
  }

  /** This replica, and no other, has written it. */
  onWritten({ subjectId, to }: HistoryTransition): void {
    if (this.#kind.statuses[to]?.standing !== 'unknown') {
      return;
    }
    for (const trouble of this.#troubles.values()) {
      if (!trouble.cancel && trouble.present.has(subjectId)) {
        this.#await(trouble);
      }
    }
  }

  stop(): void {
    for (const { cancel, cancelOver } of this.#troubles.values()) {
      cancel?.();
      cancelOver?.();
    }
    this.#troubles.clear();
  }

  #await(trouble: Trouble): void {
    const { delayMs } = this.#options.options;
    const lastedMs = this.#clock.monotonicMs() - trouble.sinceMonotonicMs;
    trouble.cancel = this.#clock.setTimer(() => {
      trouble.cancel = undefined;
      if (trouble.present.size > 0) {
        this.#tell(trouble);
      }
    }, Math.max(GATHER_MS, delayMs - lastedMs));
  }

  #observe({ subject, atMonotonicMs }: SubjectTransition<S>): void {
    const { id } = subject;
    const cause = this.#kind.telling.causeOf(subject);
    const scope = cause && this.#isTold(cause) ? cause.scope : undefined;
    for (const other of this.#troubles.keys()) {
      if (other !== scope) {
        this.#leave(other, id);
      }
    }
    if (!cause || scope === undefined) {
      return;
    }
    const trouble = this.#troubles.get(scope) ?? {
      cause,
      sinceMonotonicMs: atMonotonicMs,
      sinceWallMs: subject.sinceWallMs,
      present: new Set(),
      affected: new Set(),
      told: new Set(),
    };
    trouble.cancelOver?.();
    trouble.cancelOver = undefined;
    trouble.present.add(id);
    trouble.affected.add(id);
    this.#troubles.set(scope, trouble);
  }

  #forget(id: string): void {
    for (const [scope, trouble] of this.#troubles) {
      trouble.affected.delete(id);
      this.#leave(scope, id);
    }
  }

  #isTold({ statuses }: SharedCause): boolean {
    const { options } = this.#options;
    return statuses.some(status => options.statuses.includes(status));
  }

  #leave(scope: string, id: string): void {
    const trouble = this.#troubles.get(scope);
    if (
      trouble?.present.delete(id) &&
      trouble.present.size === 0 &&
      !trouble.cancelOver
    ) {
      trouble.cancelOver = this.#clock.setTimer(() => {
        trouble.cancel?.();
        this.#troubles.delete(scope);
        if (trouble.told.size > 0) {
          this.#tellOver(trouble);
        }
      }, GATHER_MS);
    }
  }

  #tell(trouble: Trouble): void {
    const { sender, options, entities } = this.#options;
    const { cause, sinceWallMs } = trouble;
    const subjects = this.#find(trouble.present);
    const text = cause.text({ count: subjects.length, sinceWallMs });
    let recipients: string[] | undefined;
    sender.send(cause.scope, async () => {
      // Once: when it is tried again, they are not among those who know.
      if (!recipients) {
        const index = await entities();
        recipients = recipientsOf(
          subjects.map(subject => index.entitiesOf(subject)),
          options.fallbackRecipients,
        ).filter(recipient => !trouble.told.has(recipient));
        recipients.forEach(recipient => trouble.told.add(recipient));
      }
      return notifications(recipients, cause, text);
    });
  }

  #tellOver({ cause, affected, told, sinceMonotonicMs }: Trouble): void {
    const counts = new Map<string, number>();
    for (const subject of this.#find(affected)) {
      const { status } = subject;
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    const afterMs = this.#clock.monotonicMs() - sinceMonotonicMs;
    const text = cause.overText({ counts, afterMs });
    this.#options.sender.send(cause.scope, async () =>
      notifications([...told], cause, text),
    );
  }

  #find(ids: Iterable<string>): S[] {
    return [...ids].flatMap(id => this.#kind.registry.subject(id) ?? []);
  }
}

function notifications(
  recipients: string[],
  { topic, metadata }: SharedCause,
  text: Text,
): Notification[] {
  return recipients.length > 0
    ? [{ recipients, payload: { ...text, topic, metadata } }]
    : [];
}
