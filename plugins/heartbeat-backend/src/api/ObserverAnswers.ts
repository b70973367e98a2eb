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

import type { ObserverReport } from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { HistoryWriterState } from '../history';
import type { HeartbeatRegistry } from '../controllers/HeartbeatRegistry';
import { momentOf } from '../time/moment';
import { monitorReport, type MonitorState } from '../servers/monitorView';
import {
  canaryReport,
  gateReport,
  historyReport,
  watchReport,
} from './observerView';
import { stallReport } from '../controllers/stallReport';

/** What {@link ObserverAnswers} is made of. */
interface ObserverAnswersOptions {
  registry: HeartbeatRegistry;
  clock: Clock;
  history?: () => HistoryWriterState | undefined;
  monitor?: () => MonitorState;
}

/**
 * Says how far all of this can be trusted.
 *
 * @internal
 */
export class ObserverAnswers {
  readonly #registry: HeartbeatRegistry;
  readonly #clock: Clock;
  readonly #history: (() => HistoryWriterState | undefined) | undefined;
  readonly #monitor: (() => MonitorState) | undefined;

  constructor(options: ObserverAnswersOptions) {
    this.#registry = options.registry;
    this.#clock = options.clock;
    this.#history = options.history;
    this.#monitor = options.monitor;
  }

  /** @param options - `isUnlimited`: the caller may read every entity */
  report({ isUnlimited }: { isUnlimited: boolean }): ObserverReport {
    const clock = this.#clock;
    const monitor = this.#monitor?.();
    return {
      observedAt: new Date(clock.wallMs()).toISOString(),
      watches: this.#registry
        .watches()
        .map(({ sight, statistics }) => watchReport(sight, statistics, clock)),
      canary: canaryReport(this.#registry.canary.state, clock),
      gates: Array.from(this.#registry.closedGates(), gate =>
        gateReport(gate, clock),
      ),
      stall: stallReport(this.#registry.stall, momentOf(clock)),
      history: historyReport(this.#history?.(), clock),
      monitor:
        monitor &&
        monitorReport(monitor, { now: momentOf(clock), isUnlimited }),
      problems: this.#registry
        .clusterProblems()
        .map(message => ({ kind: 'clusters', message })),
    };
  }
}
