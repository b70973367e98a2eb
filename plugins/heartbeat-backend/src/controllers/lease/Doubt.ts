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
import { pause } from '../../time/pause';

/**
 * Whether something may have been missed, so that no stream is to be followed before
 * all has been listed; and who waits for that.
 *
 * @internal
 */
export class Doubt {
  #isRaised = true;
  /** Ends the current stream, with the reason why. */
  #stream: AbortController | undefined;
  /** Ends the current pause between two streams. */
  #rest: AbortController | undefined;
  /** Given when it is known how it is; then there is a new one. */
  #settled = new AbortController();

  get isRaised(): boolean {
    return this.#isRaised;
  }

  /** Whether a stream is being followed. */
  get isStreaming(): boolean {
    return this.#stream !== undefined;
  }

  /** The next thing to do is to list. */
  listFirst(): void {
    this.#isRaised = true;
  }

  /**
   * Ends what keeps us from listing, and waits for the outcome.
   *
   * @returns whether it is known within that time, or not waited for any more
   */
  async raise(
    why: unknown,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const settled = this.#settled.signal;
    this.#isRaised = true;
    this.#stream?.abort(why);
    this.#rest?.abort();
    await pause(timeoutMs, AbortSignal.any([signal, settled]));
    return settled.aborted || signal.aborted;
  }

  /** All has been listed. */
  resolve(): void {
    this.#isRaised = false;
  }

  /** What there is to know has been told. */
  settle(): void {
    this.#settled.abort();
    this.#settled = new AbortController();
  }

  /** Follows a stream for as long as nothing is doubted, and then rejects with the reason. */
  async whileSure<T>(
    signal: AbortSignal,
    follow: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const stream = new AbortController();
    this.#stream = stream;
    try {
      return await follow(AbortSignal.any([signal, stream.signal]));
    } catch (error) {
      throw stream.signal.aborted ? stream.signal.reason : error;
    } finally {
      this.#stream = undefined;
    }
  }

  /** Sleeps between two streams; a doubt ends it. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    const rest = new AbortController();
    this.#rest = rest;
    await pause(ms, AbortSignal.any([signal, rest.signal]));
    this.#rest = undefined;
  }
}
