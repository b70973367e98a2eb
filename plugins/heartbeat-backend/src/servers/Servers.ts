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
  AuthService,
  DatabaseService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  Checker,
  KubernetesClusters,
  ServerObservation,
} from 'backstage-plugin-heartbeat-node';
import { stringifyError } from '@backstage/errors';
import type { MonitorState } from './monitorView';
import type { Clock } from '../time/clock';
import { withDeadline } from '../time/withDeadline';
import { handOver } from './handover/handOver';
import { LastChecks } from './handover/LastChecks';
import { LastCheckStore } from './handover/LastCheckStore';
import type { History } from '../history/History';
import { LatencyReader, LatencyRecorder, LatencyStore } from './latency';
import { ServerHealth } from './checks/ServerHealth';
import { createServerHealthChecker } from './createServerHealthChecker';
import { CatalogServers } from './sources/CatalogServers';
import { validateServers } from './validateServers';
import { ConfigServers } from './sources/ConfigServers';
import type { TargetGuard } from '../targets';
import { StatusProjection } from './projection';
import { CheckRequests, CheckRequestStore } from './requests';
import { serverChecks } from './serverChecks';
import { createProviders } from './providers';
import { Slices } from './slices';
import { CheckThread } from './thread';
import type { ServerExtensions } from './ServerExtensions';
import type { MonitorOptions } from '../config/monitorOptions';
import type { ServerRegistry } from './serverRegistry';
import { createServerKind, type ServerKind } from './serverKind';
import type { ConfiguredServer } from '../config/serverOptions';
import { ServersElsewhere } from './handover/ServersElsewhere';

/** Of a shutdown, which has other things to do; what is not stored by then was stored a minute ago. */
const STORE_TIMEOUT_MS = 3_000;

/** What is known of servers that do not answer is how long nothing came: that is no latency. */
const HAS_ANSWERED: Record<ServerObservation['outcome'], boolean> = {
  healthy: true,
  degraded: true,
  down: false,
  unknown: false,
  stopped: false,
};

interface ServersOptions {
  registry: ServerRegistry;
  servers: ConfiguredServer[];
  monitor: MonitorOptions;
  extensions: ServerExtensions;
  auth: AuthService;
  catalog: CatalogService;
  clusters: KubernetesClusters;
  clock: Clock;
  database: DatabaseService;
  guard: TargetGuard;
  logger: LoggerService;
  scheduler: SchedulerService;
  /** Aborted at the shutdown. */
  signal: AbortSignal;
}

/**
 * Joins all that has to do with servers: who knows them, who asks them, which replica
 * does, what is kept of them and where it is shown.
 *
 * @internal
 */
export class Servers {
  /** Servers, as those know them that know subjects only. */
  readonly kind: ServerKind;
  readonly latency: LatencyReader;
  readonly health: ServerHealth;
  /** Server health, as it is run on Backstage's scheduler. */
  readonly checker: Checker;
  readonly #options: ServersOptions;
  readonly #slices: Slices;
  readonly #latencyStore: LatencyStore;
  readonly #lastChecks: LastChecks;
  readonly #requests: CheckRequests;
  readonly #projection: StatusProjection;
  readonly #thread: CheckThread;
  #stop = async () => {};

  /**
   * Nothing is asked before {@link start}.
   *
   * @throws InputError that names all that is wrong with the configured servers
   */
  static async create(options: ServersOptions): Promise<Servers> {
    const { database, clock, logger, monitor } = options;
    const slices = await Slices.create({
      ...{ database, clock, logger },
      total: monitor.shards,
    });
    return new Servers(options, {
      slices,
      latencyStore: await LatencyStore.create({ database }),
      requestStore: await CheckRequestStore.create({ database }),
      lastCheckStore: await LastCheckStore.create({ database }),
    });
  }

  private constructor(
    options: ServersOptions,
    own: {
      slices: Slices;
      latencyStore: LatencyStore;
      requestStore: CheckRequestStore;
      lastCheckStore: LastCheckStore;
    },
  ) {
    const { slices, latencyStore, requestStore, lastCheckStore } = own;
    const { extensions, clock, clusters, guard, logger, registry, signal } =
      options;
    this.#options = options;
    this.#slices = slices;
    this.checker = createServerHealthChecker(slices);
    this.#latencyStore = latencyStore;
    this.latency = new LatencyReader({ store: latencyStore });
    this.#thread = new CheckThread({
      ...options.monitor.annotations,
      ...{ clock, logger, signal },
    });
    const providers = [
      ...createProviders({ guard, clock, thread: this.#thread }),
      ...extensions.providers,
    ];
    validateServers({ ...options, providers });
    this.health = new ServerHealth({
      sources: [
        new ConfigServers(options),
        new CatalogServers({ ...options, guard }),
        ...extensions.sources,
      ],
      providers,
      registry,
      clock,
      fleetNowMs: () => slices.fleetNowMs(),
      holds: shard => slices.holds(shard),
      options: options.monitor,
      ...{ logger, clusters, guard, signal },
    });
    this.#lastChecks = new LastChecks({
      store: lastCheckStore,
      servers: () => registry.subjects(),
      isAlone: () => slices.state.replicas <= 1,
      fleetNowMs: () => slices.fleetNowMs(),
      ...{ clock, logger },
    });
    this.#requests = new CheckRequests({
      store: requestStore,
      logger,
      checkNow: id => this.health.checkNow(id),
    });
    this.kind = createServerKind({
      ...{ registry, clock },
      keys: extensions.entityKeys,
      memoryOf: id => this.health.memoryOf(id),
      onMemory: listener => this.health.onMemory(listener),
      checks: serverChecks({
        requests: this.#requests,
        isAsked: id => this.health.isAsked(id),
      }),
      monitor: () => this.state,
    });
    this.#projection = StatusProjection.create({
      targetOf: id => this.health.definitions().get(id)?.definition.projection,
      ...{ registry, clusters, clock, logger, signal },
    });
  }

  /** How all of it fares in this process. */
  get state(): Omit<MonitorState, 'checkers'> {
    const { servers, checks, problems, networkDown } = this.health.state;
    const { total, held, failure } = this.#slices.state;
    const sliceProblem = failure && {
      name: 'database',
      message: `How servers are shared out over replicas is not known: ${failure.message}`,
      since: { monotonicMs: failure.sinceMonotonicMs },
    };
    return {
      servers,
      checks,
      shards: { total, heldHere: held.size },
      problems: [
        ...problems,
        ...this.#thread.problems,
        ...this.#projection.problems,
        ...(sliceProblem ? [sliceProblem] : []),
      ],
      networkDown,
    };
  }

  /** Begins to ask, and to keep what is found in this history, which has been started. */
  async start(history: History): Promise<void> {
    const { clock, logger, registry, scheduler } = this.#options;
    const { health } = this;
    const slices = this.#slices;
    const latency = LatencyRecorder.create({
      store: this.#latencyStore,
      fleetNowMs: () => slices.fleetNowMs(),
      ...{ clock, logger },
    });
    const elsewhere = new ServersElsewhere({
      store: history.store,
      shares: {
        definitions: () => health.definitions(),
        shardOf: id => health.shardOf(id),
        isTaken: shard => slices.isTaken(shard),
        held: () => slices.state.held,
      },
      lastChecks: this.#lastChecks,
      ...{ registry, clock, logger },
    });
    // What this replica does not check, or not yet, is listed as soon as it is named.
    health.onDefinitions(() => {
      elsewhere
        .refresh()
        .catch(error =>
          logger.error('Listing servers of other replicas failed', error),
        );
    });
    health.onCheck(({ server, outcome, timings }) => {
      if (timings && HAS_ANSWERED[outcome]) {
        latency.add(server.id, timings.totalMs);
      }
    });
    this.#stop = async () => {
      this.#lastChecks.stop();
      elsewhere.stop();
      try {
        await withDeadline(() => history.checkpoint(), {
          ...{ clock, ms: STORE_TIMEOUT_MS },
          late: `no answer within ${STORE_TIMEOUT_MS / 1000} s`,
        });
      } catch (error) {
        logger.warn(
          `What is known of servers is not stored before others take them over; they go on from a minute ago: ${stringifyError(
            error,
          )}`,
        );
      }
      await slices.stop();
      await latency.close();
    };
    elsewhere.start();
    this.#lastChecks.start(() => elsewhere.review());
    await slices.start({
      scheduler,
      weightOf: shard => health.sizeOf(shard),
      onHeld: handOver({ history, health, elsewhere, logger }),
    });
    await this.#requests.start(scheduler);
    await health.start();
  }

  /** Gives all servers to other replicas; the history still has to be there. */
  async stop(): Promise<void> {
    await this.#stop();
  }

  /** Removes what is older. */
  async prune(retentionMs: number): Promise<void> {
    const now = await this.#latencyStore.now();
    await this.#latencyStore.prune(now - retentionMs);
  }
}
