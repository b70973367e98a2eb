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

import { isForbidden } from './errors';

/*
 * Keeps one answer of the backend fresh.
 *
 * It asks at once, again whenever `listen` reports a change, and at an interval
 * beside that. There is never more than one request under way: what asks for
 * another in the meantime gets one when it is done, because the answer on its
 * way may be older than the change. A request that is not answered in time
 * counts as failed, so that a backend which hangs cannot look like one at rest.
 *
 * The last good answer outlives failures. It is called stale when it is older
 * than anything a reader should act upon; a single dropped request shows
 * nothing. Nobody looks at a hidden document, so nothing is asked for it; the
 * moment it is shown again it is asked for at once.
 *
 * All times are by `performance.now()`, which no change of the wall clock moves.
 */

/** Signals tell of changes; this only advances the ages and covers a broken signal connection. */
export const POLL_WITH_SIGNALS_MS = 5_000;

/** Without signals this alone shows a change, and that within 2 seconds. */
export const POLL_WITHOUT_SIGNALS_MS = 2_000;

/** Rights seldom change while somebody waits for them. */
export const POLL_FORBIDDEN_MS = 30_000;

/** A burst of changes is one request, and still far under 2 seconds. */
export const MIN_GAP_MS = 500;

/** Two polls with signals: one lost request is not worth an alarm. */
export const STALE_AFTER_MS = 10_000;

/** How often to ask. */
export interface Pace {
  withSignalsMs: number;
  withoutSignalsMs: number;
  /** A burst of changes is one request. */
  minGapMs: number;
  /** So old, an answer is not to be acted upon. */
  staleAfterMs: number;
}

const LIVE_PACE: Pace = {
  withSignalsMs: POLL_WITH_SIGNALS_MS,
  withoutSignalsMs: POLL_WITHOUT_SIGNALS_MS,
  minGapMs: MIN_GAP_MS,
  staleAfterMs: STALE_AFTER_MS,
};

/**
 * For what was: a change is written a moment after it is told of, nobody waits
 * for it, and reading it costs the database more than what is true now.
 */
export const HISTORY_PACE: Pace = {
  withSignalsMs: 15_000,
  withoutSignalsMs: 15_000,
  minGapMs: 1_000,
  staleAfterMs: 45_000,
};

/** Longer than any healthy answer takes, shorter than anybody's patience. */
export const REQUEST_TIMEOUT_MS = 10_000;

/**
 * An answer that is kept fresh. `receivedAt` is when it came, by
 * `performance.now()`.
 *
 * @public
 */
export type LiveState<T> =
  | { status: 'loading' }
  | { status: 'ready'; data: T; receivedAt: number }
  | { status: 'stale'; data: T; receivedAt: number; error: Error }
  | { status: 'failed'; error: Error }
  | { status: 'forbidden'; error: Error };

/** @internal */
export interface LiveQueryOptions<T> {
  load(signal: AbortSignal): Promise<T>;
  onState(state: LiveState<T>): void;
  /** Calls back on every change; gives `undefined` where nothing can report changes. */
  listen(onChange: () => void): (() => void) | undefined;
  /** As for what is true now if absent. */
  pace?: Pace;
}

/** @internal */
export class LiveQuery<T> {
  private answer?: { data: T; receivedAt: number };
  private request?: AbortController;
  private isWantedAgain = false;
  private startedAt = -Infinity;
  private timer?: ReturnType<typeof setTimeout>;
  private stopListening?: () => void;
  private readonly pace: Pace;
  private pollMs: number;

  constructor(private readonly options: LiveQueryOptions<T>) {
    this.pace = options.pace ?? LIVE_PACE;
    this.pollMs = this.pace.withoutSignalsMs;
  }

  start(): void {
    this.stopListening = this.options.listen(this.refresh);
    this.pollMs = this.stopListening
      ? this.pace.withSignalsMs
      : this.pace.withoutSignalsMs;
    document.addEventListener('visibilitychange', this.onVisibilityChange);
    this.refresh();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.onVisibilityChange);
    this.stopListening?.();
    clearTimeout(this.timer);
    this.request?.abort();
    this.request = undefined;
  }

  readonly refresh = (): void => {
    if (this.request) {
      this.isWantedAgain = true;
    } else {
      this.askIn(this.startedAt + this.pace.minGapMs - performance.now());
    }
  };

  private readonly onVisibilityChange = () => {
    if (document.hidden) {
      clearTimeout(this.timer);
    } else {
      this.refresh();
    }
  };

  private askIn(delayMs: number) {
    clearTimeout(this.timer);
    if (document.hidden) {
      return;
    }
    if (delayMs <= 0) {
      this.ask();
    } else {
      this.timer = setTimeout(() => this.ask(), delayMs);
    }
  }

  private async ask() {
    const request = new AbortController();
    this.request = request;
    this.startedAt = performance.now();
    this.isWantedAgain = false;
    let nextInMs = this.pollMs;
    try {
      const data = await withTimeout(request, this.options.load);
      if (this.request !== request) {
        return;
      }
      const answer = { data, receivedAt: performance.now() };
      this.answer = answer;
      this.options.onState({ status: 'ready', ...answer });
    } catch (thrown) {
      if (this.request !== request) {
        return;
      }
      const error = thrown instanceof Error ? thrown : new Error(`${thrown}`);
      if (isForbidden(error)) {
        nextInMs = POLL_FORBIDDEN_MS;
      }
      this.fail(error);
    }
    this.request = undefined;
    this.askIn(
      this.startedAt +
        (this.isWantedAgain ? this.pace.minGapMs : nextInMs) -
        performance.now(),
    );
  }

  private fail(error: Error) {
    const { onState } = this.options;
    if (isForbidden(error)) {
      this.answer = undefined;
      onState({ status: 'forbidden', error });
    } else if (!this.answer) {
      onState({ status: 'failed', error });
    } else if (
      performance.now() - this.answer.receivedAt >=
      this.pace.staleAfterMs
    ) {
      onState({ status: 'stale', ...this.answer, error });
    }
  }
}

/** Runs `load` until it settles, `request` is aborted or the time is up, whichever comes first. */
async function withTimeout<T>(
  request: AbortController,
  load: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  let timeout: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<never>((_, reject) => {
    timeout = setTimeout(() => {
      reject(
        new Error(
          `The heartbeat backend has not answered within ${
            REQUEST_TIMEOUT_MS / 1000
          } seconds`,
        ),
      );
      request.abort();
    }, REQUEST_TIMEOUT_MS);
  });
  try {
    return await Promise.race([load(request.signal), timedOut]);
  } finally {
    clearTimeout(timeout);
  }
}
