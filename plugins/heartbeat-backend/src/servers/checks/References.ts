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

import type { ServerProbe } from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import { momentOf, type Moment } from '../../time/moment';
import { pause } from '../../time/pause';
import { withDeadline } from '../../time/withDeadline';
import { messageOf } from '../messageOf';
import type { PreparedProvider } from './PreparedProvider';

/** So many servers that newly fail, and this share of those that were asked, are more likely us than them. */
const UNUSUAL_FAILURES = 3;
const UNUSUAL_SHARE = 1 / 2;

/** An answer that is younger is not asked for again, however short a check was. */
const FRESH_MS = 1000;

/**
 * Whether we have a network ourselves: at least one of the targets that the operator
 * named answers. Without any named we always do.
 *
 * @internal
 */
export class References {
  readonly #clock: Clock;
  readonly #probes: Array<{ provider: PreparedProvider; probe: ServerProbe }>;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  #asking?: Promise<boolean>;
  #answeredMs = -Infinity;
  #backSinceMs = -Infinity;
  #networkDown?: { message: string; since: Moment };
  #checks = 0;
  #failures = 0;

  constructor(options: {
    probes: Array<{ provider: PreparedProvider; probe: ServerProbe }>;
    /** From one question to the next. */
    intervalMs: number;
    timeoutMs: number;
    clock: Clock;
    signal: AbortSignal;
    /** The network is gone, or back. */
    onChange: () => void;
  }) {
    this.#clock = options.clock;
    this.#probes = options.probes;
    this.#intervalMs = options.intervalMs;
    this.#timeoutMs = options.timeoutMs;
    this.#signal = options.signal;
    this.#onChange = options.onChange;
  }

  get networkDown(): { message: string; since: Moment } | undefined {
    return this.#networkDown;
  }

  /** Checks that began before this moment may have failed for want of a network. */
  get backSinceMs(): number {
    return this.#backSinceMs;
  }

  /** Asks from now on, each interval, until the signal is given. */
  async start(): Promise<void> {
    while (this.#probes.length > 0 && !this.#signal.aborted) {
      const interval = pause(this.#intervalMs, this.#signal, this.#clock);
      this.#ask();
      await interval;
    }
  }

  /**
   * A server was asked through the network. Where unusually many newly fail, we ask
   * at once.
   */
  noteCheck(isNewFailure: boolean): void {
    this.#checks++;
    if (isNewFailure) {
      this.#failures++;
      if (
        this.#failures >= UNUSUAL_FAILURES &&
        this.#failures >= this.#checks * UNUSUAL_SHARE
      ) {
        this.#ask();
      }
    }
  }

  /**
   * Whether we had a network since a moment: `true` at once where an answer of a
   * reference says so, else after asking.
   */
  isThereSince(monotonicMs: number): boolean | Promise<boolean> {
    if (this.#probes.length === 0) {
      return true;
    }
    const enoughMs = Math.min(
      monotonicMs,
      this.#clock.monotonicMs() - FRESH_MS,
    );
    return (this.#answeredMs >= enoughMs && !this.#networkDown) || this.#ask();
  }

  /** One question at a time; never rejects. */
  #ask(): Promise<boolean> {
    if (this.#probes.length === 0 || this.#signal.aborted) {
      return Promise.resolve(true);
    }
    this.#asking ??= this.#askAll().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #askAll(): Promise<boolean> {
    this.#checks = 0;
    this.#failures = 0;
    const done = new AbortController();
    const signal = AbortSignal.any([this.#signal, done.signal]);
    try {
      await Promise.any(
        this.#probes.map(({ provider, probe }) =>
          withDeadline(
            async deadline => {
              await provider.ready();
              const { outcome, message } = await probe.check(
                provider.context(deadline),
              );
              if (outcome === 'down' || outcome === 'unknown') {
                throw new Error(message ?? `${probe.target} does not answer`);
              }
            },
            {
              clock: this.#clock,
              ms: this.#timeoutMs,
              signal,
              late: `${probe.target} does not answer within ${
                this.#timeoutMs / 1000
              } s`,
            },
          ),
        ),
      );
      this.#answered();
      return true;
    } catch (error) {
      if (!this.#signal.aborted) {
        this.#failed(error);
      }
      return false;
    } finally {
      done.abort();
    }
  }

  #answered(): void {
    this.#answeredMs = this.#clock.monotonicMs();
    if (this.#networkDown) {
      this.#networkDown = undefined;
      this.#backSinceMs = this.#answeredMs;
      this.#onChange();
    }
  }

  #failed(error: unknown): void {
    if (this.#networkDown) {
      return;
    }
    const [first] = error instanceof AggregateError ? error.errors : [error];
    const number = this.#probes.length;
    this.#networkDown = {
      message: `This backend has no network itself: ${
        number === 1
          ? 'its reference does not answer'
          : `none of its ${number} references answers`
      } (${messageOf(first)}).`,
      since: momentOf(this.#clock),
    };
    this.#onChange();
  }
}
