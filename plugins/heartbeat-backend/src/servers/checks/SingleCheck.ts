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

import type {
  ServerObservation,
  ServerProbe,
} from 'backstage-plugin-heartbeat-node';
import { abortable } from '../../time/abortable';
import type { Clock } from '../../time/clock';
import {
  abandonedCheck,
  failedCheck,
  lateCheck,
  notReady,
} from './failedCheck';
import type { JudgedServer } from './JudgedServer';
import type { PreparedProvider } from './PreparedProvider';
import type { Unit } from '../schedule';

/**
 * Asks one server on the schedule.
 *
 * @internal
 */
export class SingleCheck implements Unit {
  readonly key: string;
  readonly host?: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly #server: JudgedServer;
  readonly #provider: PreparedProvider;
  readonly #probe: ServerProbe;
  readonly #clock: Clock;
  /** Of the check whose result counts. */
  #signal?: AbortSignal;
  #startedMs = 0;

  constructor(options: {
    server: JudgedServer;
    provider: PreparedProvider;
    probe: ServerProbe;
    clock: Clock;
  }) {
    const { prepared } = options.server;
    this.key = prepared.description.unit;
    this.host = options.probe.host;
    this.intervalMs = prepared.description.intervalMs;
    this.timeoutMs = prepared.timeoutMs;
    this.#server = options.server;
    this.#provider = options.provider;
    this.#probe = options.probe;
    this.#clock = options.clock;
  }

  get isFailing(): boolean {
    return this.#server.isFailing;
  }

  get needsConfirmation(): boolean {
    return this.#server.needsConfirmation;
  }

  get everyNth(): number {
    return this.#server.everyNth;
  }

  async check(signal: AbortSignal): Promise<void> {
    if (!this.#server.isOurs) {
      return;
    }
    const startedMs = this.#clock.monotonicMs();
    this.#signal = signal;
    this.#startedMs = startedMs;
    const observation = await this.#ask(signal);
    if (this.#signal === signal) {
      this.#signal = undefined;
      this.#server.observe(observation, startedMs);
    }
  }

  abandoned(): void {
    this.#signal = undefined;
    this.#server.observe(abandonedCheck(this.timeoutMs), this.#startedMs);
  }

  async #ask(signal: AbortSignal): Promise<ServerObservation> {
    const provider = this.#provider;
    if (!provider.isReady) {
      try {
        await abortable(provider.ready(), signal);
      } catch (error) {
        return notReady(error, signal);
      }
    }
    try {
      return await this.#probe.check(provider.context(signal));
    } catch (error) {
      return signal.aborted ? lateCheck(this.timeoutMs) : failedCheck(error);
    }
  }
}
