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
import type { HumanDuration } from '@backstage/types';
import type { KubernetesCluster } from './clusters';
import type { Targets } from './targets';

/**
 * The clusters that Heartbeat knows, see `heartbeat.clusters`.
 *
 * @public
 */
export interface KubernetesClusters {
  /** Those that are known now; they come and go. */
  list(): KubernetesCluster[];
  /** @returns `undefined` where there is none of this name, or not yet */
  get(name: string): KubernetesCluster | undefined;
  /**
   * Whether every place where clusters come from has named its own at least once: before
   * that, one that is not among them may well be there. Absent: it has.
   */
  readonly isComplete?: boolean;
}

/**
 * What the monitor gives to those that it runs.
 *
 * @public
 */
export interface MonitorContext {
  /** Aborted at the deadline and at the shutdown: whoever goes on after that is abandoned. */
  signal: AbortSignal;
  /** Says on each line who speaks. */
  logger: LoggerService;
  clusters: KubernetesClusters;
  /** Which targets may be connected to, and where they are. */
  targets: Targets;
}

/**
 * Which share of the work of a Checker one run is for.
 *
 * @public
 */
export interface CheckerShard {
  /** 0 is the first. */
  index: number;
  /** `shards` of the Checker; 1 where it is not split. */
  total: number;
  /**
   * Whether this run is to look after a subject: each belongs to exactly one shard, the
   * same in all replicas.
   *
   * @param subject - what it is known by for good, e.g. its id
   */
  includes(subject: string): boolean;
}

/**
 * What a Checker is given for one run.
 *
 * @public
 */
export interface CheckerContext extends MonitorContext {
  shard: CheckerShard;
}

/**
 * Something that is done again and again: once per period in all replicas of the
 * backend together, never twice at a time (M1). What it throws is logged, counted
 * and shown, and stops neither other Checkers nor its own next run (M2).
 *
 * It is a task of Backstage's scheduler, or `shards` of them: each is seen, triggered
 * and cancelled there.
 *
 * @public
 */
export interface Checker {
  /** Unique; lower-case letters, digits and "-". */
  name: string;
  /** The key under `heartbeat` in app-config that its module reads, if there is one. */
  configKey?: string;
  /** From one run's beginning to the next. Default: a minute. */
  frequency?: HumanDuration;
  /** Longer than this no run may take (M6). Default: the frequency. */
  timeout?: HumanDuration;
  /**
   * Into how many parts its work can be split, 1 to 256: each is run for itself, by
   * whichever replica is there first. The same in all replicas. Default: 1.
   */
  shards?: number;
  check(context: CheckerContext): Promise<void>;
}
