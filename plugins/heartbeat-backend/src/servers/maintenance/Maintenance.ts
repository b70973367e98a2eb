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

import picomatch from 'picomatch';
import type { Clock } from '../../time/clock';
import type { MaintenanceWindow } from '../../config/monitorOptions';
import { occurrenceAt } from './maintenanceTimes';

/** The wall clock may be set while we wait for a window by it; this is how late we then are at most. */
const LONGEST_WAIT_MS = 60_000;

interface Followed {
  readonly window: MaintenanceWindow;
  readonly matches: (name: string) => boolean;
  isOn: boolean;
}

/**
 * Which servers are not to be judged now, and a call at each moment at which that
 * changes.
 *
 * @internal
 */
export class Maintenance {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #windows: Followed[];
  #cancel = () => {};

  static create(options: {
    windows: MaintenanceWindow[];
    clock: Clock;
    onChange: () => void;
  }): Maintenance {
    return new Maintenance(options);
  }

  private constructor(options: Parameters<typeof Maintenance.create>[0]) {
    this.#clock = options.clock;
    this.#onChange = options.onChange;
    this.#windows = options.windows.map(window => ({
      window,
      // Names of servers may bear slashes, which are nothing special in them.
      matches: window.servers
        ? picomatch(window.servers, { bash: true, dot: true })
        : () => true,
      isOn: false,
    }));
    this.#follow();
  }

  /** The window that a server is in now; the first one of several. */
  of(name: string): MaintenanceWindow | undefined {
    return this.#windows.find(({ isOn, matches }) => isOn && matches(name))
      ?.window;
  }

  stop(): void {
    this.#cancel();
  }

  /** @returns whether another window is on than before */
  #follow(): boolean {
    const nowMs = this.#clock.wallMs();
    let nextMs = Infinity;
    let isChanged = false;
    for (const followed of this.#windows) {
      const occurrence = occurrenceAt(followed.window, nowMs);
      if (occurrence) {
        const { fromMs, untilMs } = occurrence;
        nextMs = Math.min(nextMs, fromMs <= nowMs ? untilMs : fromMs);
      }
      const isOn = occurrence !== undefined && occurrence.fromMs <= nowMs;
      isChanged ||= isOn !== followed.isOn;
      followed.isOn = isOn;
    }
    if (nextMs !== Infinity) {
      this.#cancel = this.#clock.setTimer(() => {
        if (this.#follow()) {
          this.#onChange();
        }
      }, Math.min(Math.ceil(nextMs - nowMs), LONGEST_WAIT_MS));
    }
    return isChanged;
  }
}
