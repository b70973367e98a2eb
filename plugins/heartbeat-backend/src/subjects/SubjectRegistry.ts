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

import type { Subject, SubjectMark, SubjectTransition } from './Subject';

/**
 * The subjects of one kind, as those read them who see none themselves.
 *
 * @internal
 */
export interface Subjects<S extends Subject = Subject> {
  subjects(): Iterable<S>;
  subject(id: string): S | undefined;
  /** How one that this replica sees came to its status. */
  transition(id: string): SubjectTransition<S> | undefined;
  /** Whether both are found by the same words and belong to the same entities. */
  isAlike(a: S, b: S): boolean;
  /** One that this replica sees has another status; `before`: all that was known of it. */
  onTransition(
    listener: (transition: SubjectTransition<S>, before: S | undefined) => void,
  ): void;
  /** Something happened to one that changed no status. */
  onMark(listener: (mark: SubjectMark<S>) => void): void;
  /** This replica does not see it any more. */
  onLeft(listener: (id: string) => void): void;
  /**
   * The status of one, or what it is found by, is not as it was; or it is new, or not
   * there any more.
   */
  onChange(listener: (id: string) => void): void;
}

/**
 * What is true now of the subjects of one kind, as far as this process knows: what
 * it sees itself, and what other replicas of the backend stored of theirs. The one
 * place that readers read, and that tells them of changes. It decides nothing and
 * remembers nothing that is over.
 *
 * Subjects are values: what a reader took stays what it was, and whoever wants to
 * know how it is now asks again.
 *
 * @internal
 */
export class SubjectRegistry<S extends Subject> implements Subjects<S> {
  readonly #isAlike: (a: S, b: S) => boolean;
  readonly #subjects = new Map<string, S>();
  /** The last transition of each that this replica sees. */
  readonly #transitions = new Map<string, SubjectTransition<S>>();
  readonly #changeListeners = new Set<(id: string) => void>();
  readonly #transitionListeners = new Set<
    (transition: SubjectTransition<S>, before: S | undefined) => void
  >();
  readonly #markListeners = new Set<(mark: SubjectMark<S>) => void>();
  readonly #leftListeners = new Set<(id: string) => void>();

  constructor(options: { isAlike(a: S, b: S): boolean }) {
    this.#isAlike = options.isAlike;
  }

  /** Whether both are found by the same words and belong to the same entities. */
  isAlike(a: S, b: S): boolean {
    return this.#isAlike(a, b);
  }

  subjects(): Iterable<S> {
    return this.#subjects.values();
  }

  subject(id: string): S | undefined {
    return this.#subjects.get(id);
  }

  /** How one that this replica sees came to its status. */
  transition(id: string): SubjectTransition<S> | undefined {
    return this.#transitions.get(id);
  }

  /** This replica has seen it. `transition`: what those who wait for news want to know. */
  set(subject: S, transition?: SubjectTransition<S>): void {
    const { id } = subject;
    const before = this.#put(subject);
    if (transition) {
      this.#transitions.set(id, transition);
      for (const listener of this.#transitionListeners) {
        listener(transition, before);
      }
    }
    if (transition || this.#isOther(subject, before)) {
      this.#changed(id);
    }
  }

  /** Another replica sees to it: what that one stored last. */
  setElsewhere(subject: S): void {
    const before = this.#put({ ...subject, isElsewhere: true });
    this.#leave(subject.id);
    if (this.#isOther(subject, before)) {
      this.#changed(subject.id);
    }
  }

  /** Something happened to it that changes no status. */
  mark(mark: SubjectMark<S>): void {
    for (const listener of this.#markListeners) {
      listener(mark);
    }
    this.#changed(mark.subject.id);
  }

  /** Something of it is to be read again. */
  touch(id: string): void {
    this.#changed(id);
  }

  /** It is not there any more. */
  delete(id: string): void {
    if (this.#subjects.delete(id)) {
      this.#leave(id);
      this.#changed(id);
    }
  }

  /** One that this replica sees has another status; `before`: all that was known of it. */
  onTransition(
    listener: (transition: SubjectTransition<S>, before: S | undefined) => void,
  ): void {
    this.#transitionListeners.add(listener);
  }

  onMark(listener: (mark: SubjectMark<S>) => void): void {
    this.#markListeners.add(listener);
  }

  /** This replica does not see it any more. */
  onLeft(listener: (id: string) => void): void {
    this.#leftListeners.add(listener);
  }

  /**
   * The status of one, or what it is found by, is not as it was; or it is new, or not
   * there any more.
   */
  onChange(listener: (id: string) => void): void {
    this.#changeListeners.add(listener);
  }

  #put(subject: S): S | undefined {
    const before = this.#subjects.get(subject.id);
    this.#subjects.set(subject.id, subject);
    return before;
  }

  /** Whether readers are to be told, though nobody has said that it is news. */
  #isOther(subject: S, before: S | undefined): boolean {
    return (
      before?.status !== subject.status ||
      before.reason !== subject.reason ||
      !this.isAlike(before, subject)
    );
  }

  #leave(id: string): void {
    if (this.#transitions.delete(id)) {
      for (const listener of this.#leftListeners) {
        listener(id);
      }
    }
  }

  #changed(id: string): void {
    for (const listener of this.#changeListeners) {
      listener(id);
    }
  }
}
