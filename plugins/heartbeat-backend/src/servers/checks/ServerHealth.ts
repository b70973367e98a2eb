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
import type { JsonObject } from '@backstage/types';
import type { ServerDefinition } from 'backstage-plugin-heartbeat-node';
import { JudgedServers } from './JudgedServers';
import { KnownServers } from '../sources/KnownServers';
import { Maintenance } from '../maintenance/Maintenance';
import { messageOf } from '../messageOf';
import { prepareReferences } from './prepareReferences';
import { prepareServer, type PreparedServer } from './prepareServer';
import { ServerProviders } from './ServerProviders';
import { References } from './References';
import { Schedule } from '../schedule';
import type { ServerDescription } from '../ServerDescription';
import type { Remembered, ServerHealthOptions } from './ServerHealthOptions';
import type { CheckListener, ServerHealthState } from './ServerHealthState';
import { memoryToJson, type ServerMemory } from './ServerMemory';
import { ServerSources } from '../sources/ServerSources';

/** A replica that takes servers over knows all that is remembered of them by then. */
const TAKE_OVER_MS = 5_000;

/**
 * Asks servers for their health and judges them: those of the shards that this
 * replica holds.
 *
 * @internal
 */
export class ServerHealth {
  readonly #logger: LoggerService;
  readonly #signal: AbortSignal;
  readonly #providers: ServerProviders;
  readonly #sources: ServerSources;
  readonly #known: KnownServers;
  readonly #schedule: Schedule;
  readonly #references: References;
  readonly #checked: JudgedServers;
  readonly #checkListeners = new Set<CheckListener>();
  readonly #memoryListeners = new Set<(id: string) => void>();
  readonly #definitionListeners = new Set<() => void>();
  /** Servers that are taken up once it is there what is remembered of them, each with its own errand. */
  readonly #awaited = new Map<string, object>();
  /** Held, with the moment from which each is, on the fleet's clock. */
  #shards: ReadonlyMap<number, number> = new Map();
  readonly #fleetNowMs: () => number;
  #remembered: Remembered = async () => new Map();

  constructor(all: ServerHealthOptions) {
    const { clock, logger, options, registry, signal } = all;
    this.#logger = logger;
    this.#signal = signal;
    this.#fleetNowMs = all.fleetNowMs;
    this.#providers = new ServerProviders(all);
    this.#known = new KnownServers({
      shards: options.shards,
      prepare: (source, definition) =>
        prepareServer(source, definition, {
          providers: this.#providers,
          options,
        }),
    });
    this.#sources = new ServerSources({
      ...all,
      onServers: (source, servers) => this.#update(source, servers),
    });
    this.#schedule = Schedule.create({
      ...all,
      ...options,
      onError: error =>
        logger.error(`What a check found was not taken: ${messageOf(error)}`),
    });
    this.#references = new References({
      probes: prepareReferences(options, this.#providers),
      intervalMs: options.intervalMs / 2,
      timeoutMs: options.timeoutMs,
      clock,
      signal,
      onChange: () => this.#networkChanged(),
    });
    const maintenance = Maintenance.create({
      windows: options.maintenance,
      clock,
      onChange: () => this.#checked.review(),
    });
    this.#checked = new JudgedServers({
      clock,
      registry,
      references: this.#references,
      listeners: this.#checkListeners,
      onMemory: id => this.#memoryListeners.forEach(listener => listener(id)),
      isOurs: description => all.holds(this.#known.shardOf(description)),
      schedule: this.#schedule,
      maintenance,
    });
    signal.addEventListener('abort', () => {
      maintenance.stop();
      this.#schedule.clear();
    });
  }

  /** Asks the sources, and goes on doing so; resolves when each has answered or failed once. */
  async start(): Promise<void> {
    void this.#references.start();
    await this.#sources.start();
  }

  /**
   * States which shards this replica checks from now on. New ones are taken up with
   * what is remembered of their servers; others are given up at once.
   *
   * @param shards - with the moment from which each is, on the fleet's clock: what was
   * due since then is due now
   * @param remembered - asked again for servers that appear later; where it fails,
   * they are checked as if nothing were remembered
   */
  hold(shards: ReadonlyMap<number, number>, remembered: Remembered): void {
    this.#shards = shards;
    this.#remembered = remembered;
    for (const { description } of this.#known.all()) {
      if (!shards.has(this.#known.shardOf(description))) {
        this.#awaited.delete(description.id);
        this.#checked.giveUp(description.id);
      }
    }
    this.#checked.settle();
    this.#takeUpMissing();
  }

  /** Whether anybody asks it: not where it is stopped, or nobody knows how. */
  isAsked(id: string): boolean {
    const asking = this.#known.get(id)?.asking;
    return asking !== undefined && asking.type !== 'never';
  }

  /** Asks a server now, if it is checked here, and returns whether it is. */
  checkNow(id: string): boolean {
    return this.#checked.checkNow(id);
  }

  /** The same on all replicas; `undefined` for a server that no source names. */
  shardOf(id: string): number | undefined {
    const server = this.#known.get(id);
    return server && this.#known.shardOf(server.description);
  }

  /** How many servers a shard has. */
  sizeOf(shard: number): number {
    return this.#known.sizeOf(shard);
  }

  /** What a successor needs; `undefined` for what is not checked here. */
  memoryOf(id: string): JsonObject | undefined {
    const memory = this.#checked.memoryOf(id);
    return memory && memoryToJson(memory);
  }

  /** Told where what a successor needs has changed although the status has not. */
  onMemory(listener: (id: string) => void): void {
    this.#memoryListeners.add(listener);
  }

  /** Told where sources name other servers than before. */
  onDefinitions(listener: () => void): void {
    this.#definitionListeners.add(listener);
  }

  /** All servers that sources name, by id, whoever checks them. */
  definitions(): ReadonlyMap<string, ServerDescription> {
    return this.#known.descriptions;
  }

  get state(): ServerHealthState {
    return {
      servers: {
        known: this.#known.descriptions.size,
        checkedHere: this.#checked.size,
      },
      checks: this.#schedule.state,
      problems: [...this.#sources.problems, ...this.#providers.problems],
      networkDown: this.#references.networkDown,
    };
  }

  /** After each check that came to an end. */
  onCheck(listener: CheckListener): void {
    this.#checkListeners.add(listener);
  }

  #update(source: string, definitions: ServerDefinition[]): void {
    const before = this.#known.descriptions.size;
    const { changed, removed } = this.#known.update(source, definitions);
    const hasNew = this.#known.descriptions.size > before - removed.length;
    for (const { description } of removed) {
      this.#awaited.delete(description.id);
      this.#checked.forget(description.id);
    }
    for (const server of changed) {
      // A changed group may be of another shard.
      if (this.#isHeld(server.description)) {
        this.#checked.replace(server);
      } else {
        this.#checked.giveUp(server.description.id);
      }
    }
    this.#checked.settle();
    this.#takeUpMissing();
    if (hasNew || changed.length + removed.length > 0) {
      this.#definitionListeners.forEach(listener => listener());
    }
  }

  #isHeld(description: ServerDescription): boolean {
    return this.#shards.has(this.#known.shardOf(description));
  }

  #takeUpMissing(): void {
    const ids: string[] = [];
    for (const { description } of this.#known.all()) {
      const { id } = description;
      if (
        this.#isHeld(description) &&
        !this.#checked.has(id) &&
        !this.#awaited.has(id)
      ) {
        ids.push(id);
      }
    }
    if (ids.length > 0) {
      this.#takeUp(ids);
    }
  }

  /** Never rejects. */
  async #takeUp(ids: string[]): Promise<void> {
    const errand = {};
    for (const id of ids) {
      this.#awaited.set(id, errand);
    }
    let memories = new Map<string, ServerMemory>();
    try {
      memories = await this.#remembered(ids);
    } catch (error) {
      this.#logger.warn(
        `${
          ids.length
        } servers are checked without what is remembered of them, which cannot be read: ${messageOf(
          error,
        )}`,
      );
    }
    for (const id of ids) {
      const server = this.#known.get(id);
      if (this.#awaited.get(id) === errand) {
        this.#awaited.delete(id);
        if (server && !this.#signal.aborted) {
          const memory = memories.get(id);
          this.#checked.add(server, memory, memory && this.#fromMs(server));
        }
      }
    }
    this.#checked.settle();
  }

  /** From when on the slots of a server that another replica checked are due here. */
  #fromMs({ description }: PreparedServer): number {
    const sinceMs = this.#shards.get(this.#known.shardOf(description)) ?? 0;
    return Math.max(sinceMs, this.#fleetNowMs() - TAKE_OVER_MS);
  }

  #networkChanged(): void {
    const { networkDown } = this.#references;
    if (networkDown) {
      this.#logger.warn(networkDown.message);
    } else {
      this.#logger.info('This backend has its network again.');
    }
    this.#checked.review();
  }
}
