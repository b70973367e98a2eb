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
import { ConflictError } from '@backstage/errors';
import type { LeaseProgress } from './LeaseProgress';

/**
 * A heartbeat that some plugin of this backend asks for, as the Heartbeat plugin
 * gets it.
 *
 * @internal
 */
export interface HeartbeatRegistration {
  controller: string;
  /** The id of the plugin that asks for it. */
  pluginId: string;
  /** Absent: as the configuration has it. */
  durationMs?: number;
  /** What it said last of its progress. */
  progress(): LeaseProgress | undefined;
}

/**
 * Who writes the heartbeats of this backend: the Heartbeat plugin.
 *
 * @internal
 */
export interface HeartbeatKeeper {
  /** Begins to renew; never throws. */
  keep(registration: HeartbeatRegistration): void;
  /** Ends it, with the Lease deleted. */
  release(registration: HeartbeatRegistration): Promise<void>;
}

/**
 * Where the plugins of one process, which ask for heartbeats, and the Heartbeat
 * plugin, which writes them, meet: in whatever order they start.
 *
 * @internal
 */
export class HeartbeatRegistrations {
  readonly #logger: LoggerService;
  readonly #registrations = new Map<string, HeartbeatRegistration>();
  #keeper: HeartbeatKeeper | undefined;

  constructor(options: { logger: LoggerService }) {
    this.#logger = options.logger;
  }

  /** @throws ConflictError where the controller's name is taken */
  add(registration: HeartbeatRegistration): void {
    const { controller, pluginId } = registration;
    const other = this.#registrations.get(controller);
    if (other) {
      throw new ConflictError(
        `Plugin ${pluginId} cannot register the heartbeat "${controller}": plugin ${other.pluginId} has registered it already; choose another name`,
      );
    }
    this.#registrations.set(controller, registration);
    this.#keeper?.keep(registration);
  }

  async remove(registration: HeartbeatRegistration): Promise<void> {
    const { controller } = registration;
    if (this.#registrations.get(controller) === registration) {
      this.#registrations.delete(controller);
      await this.#keeper?.release(registration);
    }
  }

  /** From now on all of them, those that are there and those to come, are its. */
  connect(keeper: HeartbeatKeeper): void {
    this.#keeper = keeper;
    for (const registration of this.#registrations.values()) {
      keeper.keep(registration);
    }
  }

  /** To be called once every plugin has started. */
  warnWhereNobodyWrites(): void {
    if (!this.#keeper && this.#registrations.size > 0) {
      const names = [...this.#registrations.keys()].join(', ');
      this.#logger.warn(
        `Nobody writes the heartbeats ${names}: the Heartbeat plugin (backstage-plugin-heartbeat-backend) is not installed in this backend`,
      );
    }
  }
}
