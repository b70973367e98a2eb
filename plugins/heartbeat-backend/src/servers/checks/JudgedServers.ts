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

import type { Clock } from '../../time/clock';
import type { ObservedServer } from '../ObservedServer';
import type { ServerRegistry } from '../serverRegistry';
import { GroupCheck } from './GroupCheck';
import { JudgedServer, type JudgingEnvironment } from './JudgedServer';
import type { Maintenance } from '../maintenance/Maintenance';
import type { PreparedServer } from './prepareServer';
import type { Schedule, Unit } from '../schedule';
import type { ServerMemory } from './ServerMemory';
import { SingleCheck } from './SingleCheck';

interface Checked {
  readonly server: JudgedServer;
  /** Absent: it is not asked, or with its group. */
  readonly unit?: Unit;
}

interface Group {
  readonly members: Set<JudgedServer>;
  /** Of the member that was added last. */
  fromMs?: number;
  /** Absent until it is on the schedule. */
  unit?: GroupCheck;
}

/**
 * The servers that this replica checks: puts them on the schedule, alone or with
 * their group, and takes them off it.
 *
 * @internal
 */
export class JudgedServers {
  readonly #clock: Clock;
  readonly #registry: ServerRegistry;
  readonly #schedule: Schedule;
  readonly #environment: JudgingEnvironment;
  readonly #maintenance: Pick<Maintenance, 'of'>;
  readonly #servers = new Map<string, Checked>();
  /** By the unit's key. */
  readonly #groups = new Map<string, Group>();
  /** Groups that have other members than those that are on the schedule. */
  readonly #stale = new Set<string>();

  constructor(
    options: JudgingEnvironment & {
      schedule: Schedule;
      maintenance: Pick<Maintenance, 'of'>;
    },
  ) {
    this.#clock = options.clock;
    this.#registry = options.registry;
    this.#schedule = options.schedule;
    this.#environment = options;
    this.#maintenance = options.maintenance;
  }

  get size(): number {
    return this.#servers.size;
  }

  has(id: string): boolean {
    return this.#servers.has(id);
  }

  memoryOf(id: string): ServerMemory | undefined {
    return this.#servers.get(id)?.server.memory();
  }

  /**
   * A group is asked once {@link JudgedServers.settle} has been called.
   *
   * @param fromMs - of the fleet's clock: since when another replica does not ask it
   * any more; absent where none did
   */
  add(
    prepared: PreparedServer,
    remembered: ServerMemory | undefined,
    fromMs?: number,
  ): void {
    const { asking, description } = prepared;
    const server = new JudgedServer(prepared, this.#environment, remembered);
    this.#hold(server);
    if (asking.type === 'alone') {
      const unit = new SingleCheck({ ...asking, server, clock: this.#clock });
      this.#servers.set(description.id, { server, unit });
      this.#schedule.add(unit, fromMs);
      return;
    }
    this.#servers.set(description.id, { server });
    if (asking.type === 'group') {
      const group: Group = this.#groups.get(description.unit) ?? {
        members: new Set(),
      };
      this.#groups.set(description.unit, group);
      group.members.add(server);
      group.fromMs = fromMs;
      this.#stale.add(description.unit);
    }
  }

  /** It has another definition; what is known of it stays, if it still is what was asked. */
  replace(prepared: PreparedServer): void {
    const { id, target, provider } = prepared.description;
    const last = this.#servers.get(id)?.server;
    if (last) {
      const { description } = last.prepared;
      const isSame =
        description.target === target && description.provider === provider;
      if (isSame) {
        this.#drop(id);
      } else {
        this.forget(id);
      }
      this.add(prepared, isSame ? last.memory() : undefined);
    }
  }

  /** Another replica checks it from now on: a check that runs is aborted. */
  giveUp(id: string): void {
    const observed = this.#drop(id);
    if (observed) {
      this.#registry.setElsewhere(observed);
    }
  }

  /** It is not there any more. */
  forget(id: string): void {
    this.#drop(id);
    this.#registry.delete(id);
  }

  /** Asks the groups whose members are others now in their new shape. */
  settle(): void {
    for (const key of this.#stale) {
      this.#settleGroup(key);
    }
    this.#stale.clear();
  }

  /**
   * Asks it now, unless it is being asked, and stores at once what is found.
   *
   * @returns whether it is asked here at all
   */
  checkNow(id: string): boolean {
    const checked = this.#servers.get(id);
    const unit = checked && this.#unitOf(checked);
    if (!checked || !unit) {
      return false;
    }
    checked.server.isAwaited = true;
    this.#schedule.runNow(unit);
    return true;
  }

  /** Maintenance has begun or ended, or our network is gone or back. */
  review(): void {
    const hastened = new Set<Unit>();
    for (const checked of this.#servers.values()) {
      if (this.#hold(checked.server)) {
        const asked = this.#unitOf(checked);
        if (asked) {
          hastened.add(asked);
        }
      }
    }
    for (const unit of hastened) {
      this.#schedule.hasten(unit);
    }
  }

  #unitOf({ server, unit }: Checked): Unit | undefined {
    return unit ?? this.#groups.get(server.prepared.description.unit)?.unit;
  }

  /** @returns whether it is judged again from now on */
  #hold(server: JudgedServer): boolean {
    const { asking, description } = server.prepared;
    if (asking.type === 'never') {
      server.setAside(asking);
      return false;
    }
    const isFree = server.setMaintenance(
      this.#maintenance.of(description.name),
    );
    const { networkDown } = this.#environment.references;
    if (networkDown && server.isOnNetwork) {
      server.loseNetwork(networkDown.message);
      return false;
    }
    return isFree || server.hasLostNetwork;
  }

  #drop(id: string): ObservedServer | undefined {
    const checked = this.#servers.get(id);
    if (!checked) {
      return undefined;
    }
    const { server, unit } = checked;
    const { description } = server.prepared;
    this.#servers.delete(id);
    if (unit) {
      this.#schedule.remove(unit);
    }
    if (this.#groups.get(description.unit)?.members.delete(server)) {
      this.#stale.add(description.unit);
    }
    return server.leave();
  }

  #settleGroup(key: string): void {
    const group = this.#groups.get(key);
    if (!group) {
      return;
    }
    const members = [...group.members];
    const asking = members[0]?.prepared.asking;
    if (asking?.type === 'group' && group.unit?.setMembers(members)) {
      return;
    }
    if (group.unit) {
      this.#schedule.remove(group.unit);
    }
    if (asking?.type !== 'group') {
      this.#groups.delete(key);
      return;
    }
    group.unit = new GroupCheck({
      ...asking,
      members,
      clock: this.#clock,
    });
    this.#schedule.add(group.unit, group.fromMs);
    group.fromMs = undefined;
  }
}
