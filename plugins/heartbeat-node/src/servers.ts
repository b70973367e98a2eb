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
  ServerLifecycle,
  ServerTimings,
} from 'backstage-plugin-heartbeat-common';
import type { MonitorContext } from './monitor';

/**
 * By which an entity says that a server stands behind it: the annotation or label
 * has this value, or has it among values separated by commas.
 *
 * @public
 */
export interface ServerBinding {
  annotation?: string;
  label?: string;
  value: string;
}

/**
 * A Kubernetes object whose status shows what we say of a server, as a condition
 * `Healthy`.
 *
 * @public
 */
export interface ProjectionTarget {
  cluster: string;
  /** E.g. `apps/v1`. */
  apiVersion: string;
  /** As in URLs, e.g. `deployments`. */
  resource: string;
  /** Absent: the object belongs to none. */
  namespace?: string;
  name: string;
}

/**
 * A server that is to be asked for its health.
 *
 * @public
 */
export interface ServerDefinition {
  /** Unique in its source, and the same each time. */
  name: string;
  /** What people call it, where that is not its name. */
  title?: string;
  /** The `kind` of the provider to ask. */
  provider: string;
  /** For the provider: what to ask, and what to expect. */
  spec: unknown;
  /**
   * Who wrote `spec`. What an `entity` says is by anybody who can register one:
   * only targets that the operator allows are asked, see {@link Targets}. State
   * `operator` where nobody else can have a say in it. Default: `entity`.
   */
  trust?: 'operator' | 'entity';
  /** Default: that of the monitor. */
  intervalMs?: number;
  /** For one check. Default: that of the monitor. */
  timeoutMs?: number;
  /** An answer that takes longer is `Degraded`. Default: none does. */
  slowMs?: number;
  /** How many failures in a row turn it. Default: that of the monitor. */
  failures?: number;
  /** How many passes in a row turn it back. Default: that of the monitor. */
  passes?: number;
  /** It is out of service on purpose, and not asked. */
  isStopped?: boolean;
  cluster?: string;
  /** By which entities say that it stands behind them. */
  bindings?: ServerBinding[];
  /** Entities that named it themselves. */
  entityRefs?: string[];
  projection?: ProjectionTarget;
}

/**
 * A place that knows servers.
 *
 * @public
 */
export interface ServerSource {
  /** Unique; lower-case letters, digits and "-". */
  name: string;
  /**
   * The key under `heartbeat` in app-config that its module reads, if there is one.
   * A module that brings more than one thing states the key with one of them.
   */
  configKey?: string;
  /** Annotations of entities that its bindings are about. */
  annotations?: string[];
  /** Labels of entities that its bindings are about. */
  labels?: string[];
  /**
   * All servers there are. Asked when the backend starts and every minute from
   * then on: what is new is checked, what is not there any more is forgotten.
   *
   * @throws if they cannot be had: those that were known stay in use, the answers of
   * the API say so, and it is asked again some seconds later.
   */
  listServers(context: MonitorContext): Promise<{
    servers: ServerDefinition[];
    /** One sentence for each that is not usable. */
    problems?: string[];
  }>;
}

/**
 * What one check of a server found.
 *
 * @public
 */
export interface ServerObservation {
  /**
   * - `healthy`: all is as expected.
   * - `degraded`: it serves, but something is to be done.
   * - `down`: it does not do what it is there for.
   * - `unknown`: it could not be asked, which says nothing of it.
   * - `stopped`: it is out of service on purpose.
   */
  outcome: 'healthy' | 'degraded' | 'down' | 'unknown' | 'stopped';
  /** A word for the case, e.g. `connection-refused`; expected unless `healthy`. */
  reason?: string;
  /** What was seen, in a sentence for people, without secrets and without bodies of answers. */
  message?: string;
  /** The provider knows it for certain: no confirmation is waited for. */
  isDefinite?: boolean;
  /** Absent: how long the check took in all. */
  timings?: ServerTimings;
  /** What else is to be shown, e.g. `region`; no secrets. */
  facts?: Record<string, string>;
  lifecycle?: ServerLifecycle;
}

/**
 * A server that is ready to be asked.
 *
 * @public
 */
export interface ServerProbe {
  /** Where it is, for people: without user names, passwords and queries. */
  target: string;
  /**
   * Who is burdened by a check; only a few of one host run at a time. Where it is
   * stated, asking takes a network: while the backend has none, what the checks find
   * is not believed.
   */
  host?: string;
  /**
   * Asks once. What goes wrong on the way to the server or at it is an
   * observation; what it throws says that it could not be asked: `unknown`.
   *
   * @param context - its `signal` is aborted after the timeout
   */
  check(context: MonitorContext): Promise<ServerObservation>;
}

/**
 * Knows how to ask about one kind of server, one by one.
 *
 * @public
 */
export interface ServerProvider {
  /** Unique, e.g. `http`. */
  kind: string;
  /** See {@link ServerSource.configKey}. */
  configKey?: string;
  /**
   * It vets each target by the definition's `trust` with {@link Targets.vet} before it
   * connects. Definitions that an entity may have written are given to no other
   * provider: their servers are `Unknown`.
   */
  vetsTargets?: boolean;
  /**
   * Makes ready what all checks need. While it fails its servers are `Unknown`,
   * and it is tried again (M4, M5).
   */
  start?(context: MonitorContext): Promise<void>;
  /**
   * Reads a definition, once.
   *
   * @throws InputError that names the key and the way out
   */
  prepare(definition: ServerDefinition): ServerProbe;
}

/**
 * Knows how to ask about many servers at once.
 *
 * @public
 */
export interface ServerGroupProvider {
  /** Unique among both kinds of provider. */
  kind: string;
  /** See {@link ServerSource.configKey}. */
  configKey?: string;
  /** See {@link ServerProvider.vetsTargets}. */
  vetsTargets?: boolean;
  /** See {@link ServerProvider.start}. */
  start?(context: MonitorContext): Promise<void>;
  /**
   * Reads a definition, once. Those of one `group` are asked together; groups do
   * not wait for each other.
   *
   * @throws InputError that names the key and the way out
   */
  prepare(definition: ServerDefinition): { target: string; group: string };
  /**
   * Asks for all of one group. Each server is reported as soon as it is known, at
   * most once; one that is not reported could not be asked: `unknown`, with what
   * is thrown as the reason.
   */
  checkGroup(
    definitions: ServerDefinition[],
    context: MonitorContext & {
      group: string;
      /** @param name - of the definition */
      report(name: string, observation: ServerObservation): void;
    },
  ): Promise<void>;
}
