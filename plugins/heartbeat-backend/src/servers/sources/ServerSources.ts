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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  KubernetesClusters,
  ServerDefinition,
  ServerSource,
} from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import type { TargetGuard } from '../../targets';
import { momentOf, type Moment } from '../../time/moment';
import { withDeadline } from '../../time/withDeadline';
import { messageOf } from '../messageOf';
import type { MonitorProblem } from '../checks/ServerHealthState';

const PERIOD_MS = 60_000;

/** A source that fails is mostly not ready yet, as clusters are when the backend starts. */
const RETRY_MS = 5_000;

/** So that a source that hangs is asked again in its turn. */
const TIMEOUT_MS = 30_000;

interface Asked {
  readonly source: ServerSource;
  /** By sentence, with the moment since which it holds. */
  problems: Map<string, Moment>;
  /** What was logged of them. */
  warned: Set<string>;
  hasFailed: boolean;
  /** Since when it has been asked, for as long as it has neither answered nor failed to. */
  awaitedSince: Moment | undefined;
  isRunning: boolean;
  cancelRetry: () => void;
}

/**
 * Asks every source for its servers, at the start and each minute, and soon again where
 * it fails. They do not wait for each other; what one knew stays while it fails.
 *
 * @internal
 */
export class ServerSources {
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #clusters: KubernetesClusters;
  readonly #guard: TargetGuard;
  readonly #signal: AbortSignal;
  readonly #onServers: (source: string, servers: ServerDefinition[]) => void;
  readonly #sources: Asked[];
  #cancel = () => {};

  constructor(options: {
    sources: ServerSource[];
    clock: Clock;
    logger: LoggerService;
    clusters: KubernetesClusters;
    guard: TargetGuard;
    signal: AbortSignal;
    /** All servers of one source, each name once. */
    onServers: (source: string, servers: ServerDefinition[]) => void;
  }) {
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#clusters = options.clusters;
    this.#guard = options.guard;
    this.#signal = options.signal;
    this.#onServers = options.onServers;
    this.#sources = options.sources.map(source => ({
      source,
      problems: new Map<string, Moment>(),
      warned: new Set<string>(),
      hasFailed: false,
      awaitedSince: momentOf(options.clock),
      isRunning: false,
      cancelRetry: () => {},
    }));
    this.#signal.addEventListener('abort', () => {
      this.#cancel();
      this.#sources.forEach(({ cancelRetry }) => cancelRetry());
    });
  }

  /** A list without the servers of a source that has not answered yet says so, too. */
  get problems(): MonitorProblem[] {
    return this.#sources.flatMap(({ source, problems, awaitedSince }) =>
      awaitedSince
        ? {
            name: `source ${source.name}`,
            message: `The servers of source ${source.name} are missing here: it has been asked, and has not answered yet.`,
            since: awaitedSince,
            namesNobody: true,
          }
        : [...problems].map(([message, since]) => ({
            name: `source ${source.name}`,
            message,
            since,
          })),
    );
  }

  /** Resolves when each has answered, or failed to. */
  async start(): Promise<void> {
    if (this.#signal.aborted) {
      return;
    }
    this.#cancel();
    this.#cancel = this.#clock.setTimer(() => {
      this.start();
    }, PERIOD_MS);
    await Promise.all(this.#sources.map(asked => this.#ask(asked)));
  }

  /** Never rejects. */
  async #ask(asked: Asked): Promise<void> {
    const { source } = asked;
    if (asked.isRunning) {
      return;
    }
    asked.isRunning = true;
    asked.cancelRetry();
    try {
      const { servers, problems = [] } = await withDeadline(
        async signal =>
          source.listServers({
            signal,
            logger: this.#logger.child({ source: source.name }),
            clusters: this.#clusters,
            targets: this.#guard.targets(signal),
          }),
        {
          clock: this.#clock,
          ms: TIMEOUT_MS,
          signal: this.#signal,
          late: `no answer within ${TIMEOUT_MS / 1000} s`,
        },
      );
      const { unique, duplicates } = byName(servers);
      asked.hasFailed = false;
      this.#noteProblems(asked, [...problems, ...duplicates]);
      this.#onServers(source.name, unique);
    } catch (error) {
      if (!this.#signal.aborted) {
        const message = `Its servers cannot be listed, those that were known stay: ${messageOf(
          error,
        )}`;
        // Worth a warning if it does not pass by itself, as it does at the start.
        this.#noteProblems(asked, [message], !asked.hasFailed);
        asked.hasFailed = true;
        asked.cancelRetry = this.#clock.setTimer(() => {
          this.#ask(asked);
        }, RETRY_MS);
      }
    } finally {
      asked.isRunning = false;
    }
  }

  #noteProblems(asked: Asked, messages: string[], isQuiet = false): void {
    asked.awaitedSince = undefined;
    const now = momentOf(this.#clock);
    if (!isQuiet) {
      for (const message of messages) {
        if (!asked.warned.has(message)) {
          this.#logger.warn(message, { source: asked.source.name });
        }
      }
      asked.warned = new Set(messages);
    }
    asked.problems = new Map(
      messages.map(message => [message, asked.problems.get(message) ?? now]),
    );
  }
}

function byName(servers: ServerDefinition[]): {
  unique: ServerDefinition[];
  duplicates: string[];
} {
  const unique = new Map<string, ServerDefinition>();
  const duplicates = new Set<string>();
  for (const server of servers) {
    if (unique.has(server.name)) {
      duplicates.add(
        `There are several servers called "${server.name}"; the first one is checked.`,
      );
    } else {
      unique.set(server.name, server);
    }
  }
  return { unique: [...unique.values()], duplicates: [...duplicates] };
}
