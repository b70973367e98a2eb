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
 * Whether everything has to be listed before a stream of changes is followed, because a
 * change may have been missed; and who waits for that.
 *
 * @internal
 */
export class Resync {
  #isDue = true;
  /** Ends the current stream, with the reason why. */
  #stream: AbortController | undefined;
  /** Ends the current pause between two streams. */
  #pause: AbortController | undefined;
  /** Aborted when the outcome is known; then there is a new one. */
  #settled = new AbortController();

  get isDue(): boolean {
    return this.#isDue;
  }

  /** Whether a stream is being followed. */
  get isStreaming(): boolean {
    return this.#stream !== undefined;
  }

  /** The next thing to do is to list. */
  schedule(): void {
    this.#isDue = true;
  }

  /**
   * Ends the current stream or pause, so that everything is listed, and waits for the
   * outcome.
   *
   * @returns whether the outcome is known within that time, or the signal was given
   */
  async request(
    why: unknown,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const settled = this.#settled.signal;
    this.#isDue = true;
    this.#stream?.abort(why);
    this.#pause?.abort();
    await pause(timeoutMs, AbortSignal.any([signal, settled]));
    return settled.aborted || signal.aborted;
  }

  /** Everything has been listed. */
  listed(): void {
    this.#isDue = false;
  }

  /** The listener has been told the outcome: all that there is, or that the watch fails. */
  settle(): void {
    this.#settled.abort();
    this.#settled = new AbortController();
  }

  /** Follows a stream until a resync is requested, and then rejects with the reason. */
  async untilRequested<T>(
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

  /** Sleeps between two streams; the request of a resync ends it. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    this.#pause = ended;
    await pause(ms, AbortSignal.any([signal, ended.signal]));
    this.#pause = undefined;
  }
}
