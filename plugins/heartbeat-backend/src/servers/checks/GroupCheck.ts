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
  ServerGroupProvider,
  ServerObservation,
} from 'backstage-plugin-heartbeat-node';
import { abortable } from '../../time/abortable';
import type { Clock } from '../../time/clock';
import { abandonedCheck, failedCheck, notReady } from './failedCheck';
import type { JudgedServer } from './JudgedServer';
import type { PreparedProvider } from './PreparedProvider';
import type { Unit } from '../schedule';

/** One question for all members. */
interface Asked {
  readonly startedMs: number;
  /** Those that are not reported yet, by name. */
  readonly left: Map<string, JudgedServer>;
}

/**
 * Asks all servers of one group at once, on the schedule of the one that is asked
 * most often.
 *
 * @internal
 */
export class GroupCheck implements Unit {
  readonly key: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  #members: readonly JudgedServer[];
  readonly #provider: PreparedProvider;
  readonly #groupProvider: ServerGroupProvider;
  readonly #group: string;
  readonly #clock: Clock;
  /** The one whose reports count. */
  #asked?: Asked;

  constructor(options: {
    /** At least one. */
    members: readonly JudgedServer[];
    provider: PreparedProvider;
    groupProvider: ServerGroupProvider;
    group: string;
    clock: Clock;
  }) {
    const { members } = options;
    const { intervalMs, timeoutMs } = paceOf(members);
    this.key = members[0].prepared.description.unit;
    this.intervalMs = intervalMs;
    this.timeoutMs = timeoutMs;
    this.#members = members;
    this.#provider = options.provider;
    this.#groupProvider = options.groupProvider;
    this.#group = options.group;
    this.#clock = options.clock;
  }

  get isFailing(): boolean {
    return this.#members.every(member => member.isFailing);
  }

  get needsConfirmation(): boolean {
    return this.#members.some(member => member.needsConfirmation);
  }

  get everyNth(): number {
    return Math.min(...this.#members.map(member => member.everyNth));
  }

  /**
   * Asks about others from the next check on; one that runs is not disturbed.
   *
   * @returns false where they are asked at another pace, for which this one is not made
   */
  setMembers(members: readonly JudgedServer[]): boolean {
    const { intervalMs, timeoutMs } = paceOf(members);
    const isSamePace =
      intervalMs === this.intervalMs && timeoutMs === this.timeoutMs;
    if (isSamePace) {
      this.#members = members;
    }
    return isSamePace;
  }

  async check(signal: AbortSignal): Promise<void> {
    if (!this.#members.some(member => member.isOurs)) {
      return;
    }
    const asked: Asked = {
      startedMs: this.#clock.monotonicMs(),
      left: new Map(
        this.#members.map(member => [member.prepared.description.name, member]),
      ),
    };
    this.#asked = asked;
    const rest = await this.#ask(asked, signal);
    if (this.#asked === asked) {
      this.#end(asked, rest);
    }
  }

  abandoned(): void {
    if (this.#asked) {
      this.#end(this.#asked, abandonedCheck(this.timeoutMs));
    }
  }

  /** @returns what is to be said of those that were not reported */
  async #ask(asked: Asked, signal: AbortSignal): Promise<ServerObservation> {
    const provider = this.#provider;
    try {
      await abortable(provider.ready(), signal);
    } catch (error) {
      return notReady(error, signal);
    }
    try {
      await this.#groupProvider.checkGroup(
        this.#members.map(member => member.prepared.description.definition),
        {
          ...provider.context(signal),
          group: this.#group,
          report: (name, observation) => {
            const member = asked.left.get(name);
            if (this.#asked === asked && member) {
              asked.left.delete(name);
              member.observe(observation, asked.startedMs);
            }
          },
        },
      );
      return failedCheck('Its provider did not report it.');
    } catch (error) {
      return failedCheck(error);
    }
  }

  #end({ left, startedMs }: Asked, rest: ServerObservation): void {
    this.#asked = undefined;
    for (const member of left.values()) {
      member.observe(rest, startedMs);
    }
  }
}

function paceOf(members: readonly JudgedServer[]) {
  const prepared = members.map(member => member.prepared);
  return {
    intervalMs: Math.min(
      ...prepared.map(({ description }) => description.intervalMs),
    ),
    timeoutMs: Math.max(...prepared.map(({ timeoutMs }) => timeoutMs)),
  };
}
