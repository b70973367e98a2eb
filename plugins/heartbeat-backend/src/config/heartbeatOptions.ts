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

import os from 'node:os';
import {
  CONTROLLER_LABEL,
  SOURCE_TYPES,
} from 'backstage-plugin-heartbeat-common';
import {
  controllerNameProblem,
  leaseDurationProblem,
  MIN_LEASE_DURATION_MS,
} from 'backstage-plugin-heartbeat-node';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { directClusters, type DirectClusterOptions } from './clusterOptions';
import { duration } from './duration';
import { historyOptions, type HistoryOptions } from './historyOptions';
import { kargoOptions, kargoSchema, type KargoOptions } from './kargoOptions';
import { metricsOptions, type MetricsOptions } from './metricsOptions';
import type { ModuleKeys } from './ModuleKeys';
import { monitorOptions, type MonitorOptions } from './monitorOptions';
import {
  notificationOptions,
  type NotificationOptions,
} from './notificationOptions';
import { serverOptions, type ConfiguredServer } from './serverOptions';

/** Where a source looks. */
interface SourcePlaces {
  /** Absent: all namespaces. */
  namespaces?: string[];
  /** Absent: all clusters. */
  clusters?: string[];
}

/**
 * What a source says of its Leases, in place of what they say themselves.
 *
 * @internal
 */
export interface LeaseTerms {
  /** See `LeaseRecord.isElection`. Absent: as each Lease looks. */
  election?: boolean;
  /** For how long a renewal holds, in milliseconds. Absent: as the Lease says. */
  durationMs?: number;
  /** How long past that before `Dead`, in milliseconds. Absent: the margin of all. */
  graceMs?: number;
  /**
   * For how long a Lease that was let go of may have no holder before `Dead`, in
   * milliseconds. Absent: ten minutes of an election, and for ever of others.
   */
  vacancyMs?: number;
}

/**
 * Leases that bear a label, whose value is the controller's name.
 *
 * @internal
 */
export interface LabelSource extends SourcePlaces {
  type: 'label';
  /** The label's key. */
  label: string;
  terms?: LeaseTerms;
}

/**
 * Leases by name, such as those of leader election.
 *
 * @internal
 */
export interface LeasesSource extends SourcePlaces {
  type: 'leases';
  names: LeaseName[];
  terms?: LeaseTerms;
}

/**
 * Names of Leases and the controller behind them.
 *
 * @internal
 */
export interface LeaseName {
  /** A name, or a glob pattern such as `cert-manager-*`. */
  name: string;
  /** Absent: the Lease's name is the controller's. */
  controller?: string;
}

/**
 * The Leases that kubelets renew; the node's name is the controller's.
 *
 * @internal
 */
export interface NodesSource {
  type: 'nodes';
  /** Absent: all clusters. */
  clusters?: string[];
}

/**
 * One set of Leases to observe.
 *
 * @internal
 */
export type LeaseSource = LabelSource | LeasesSource | NodesSource;

/**
 * The heartbeat that this backend has itself.
 *
 * @internal
 */
export interface RenewerOptions {
  controller: string;
  cluster: string;
  namespace: string;
  durationMs: number;
  /** The label's key. */
  label: string;
  /** The Lease is called `<prefix>-<controller>.<replica>`. */
  prefix: string;
  /** Which of several processes with this configuration we are; absent: there is only one. */
  replica?: string;
}

/**
 * The `heartbeat` section of app-config, checked and with its defaults.
 *
 * @internal
 */
export interface HeartbeatOptions {
  defaultController: string;
  kargo: KargoOptions;
  marginMs: number;
  maxDurationMs: number;
  /** Absent: the clusters of the Kubernetes plugin. */
  clusters?: DirectClusterOptions[];
  sources: LeaseSource[];
  history: HistoryOptions;
  metrics: MetricsOptions;
  notifications: NotificationOptions;
  servers: ConfiguredServer[];
  monitor: MonitorOptions;
  /** Absent: this backend writes nothing. */
  renewer?: RenewerOptions;
}

/** Kargo's default: a beat every 40 s [H11]. */
const DEFAULT_RENEWER_DURATION = { seconds: 120 };

/** For the way of a renewal through API server, watch and event loop. */
const DEFAULT_MARGIN = { seconds: 1 };

/** Longer durations in a Lease are cut to this: a forged one must not hide a death for years. */
const DEFAULT_MAX_DURATION = { hours: 1 };

const DEFAULT_PREFIX = 'heartbeat';

const MAX_DNS_LABEL_LENGTH = 63;

/**
 * The host's name, as far as a label and the name of a Lease can bear it: a pod
 * has one of its own, and keeps it when its container is restarted.
 */
function defaultReplica(): string {
  return os
    .hostname()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_DNS_LABEL_LENGTH)
    .replace(/^-+|-+$/g, '');
}

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LABEL_KEY =
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** What a glob over names may be made of. */
const LEASE_NAME_PATTERN = /^[-a-z0-9.*?{},[\]!]+$/;

function quote(value: unknown): string {
  return JSON.stringify(value);
}

function typeOf(source: unknown): unknown {
  return typeof source === 'object' && source !== null && 'type' in source
    ? source.type
    : source;
}

const leaseDuration = duration(0).refine(ms => !leaseDurationProblem(ms), {
  error: issue => leaseDurationProblem(Number(issue.input)),
});

const namespace = z.string().refine(name => DNS_LABEL.test(name), {
  error: issue =>
    `${quote(
      issue.input,
    )} is not a namespace name; use lower-case letters, digits and "-"`,
});

const labelKey = z.string().refine(key => LABEL_KEY.test(key), {
  error: issue =>
    `${quote(issue.input)} is not a label key; write e.g. ${quote(
      CONTROLLER_LABEL,
    )}`,
});

const controllerName = z.string().refine(name => !controllerNameProblem(name), {
  error: issue => controllerNameProblem(`${issue.input}`),
});

const replicaName = z
  .string()
  .refine(name => name === '' || DNS_LABEL.test(name), {
    error: issue =>
      `${quote(
        issue.input,
      )} is not a replica's name; use at most 63 lower-case letters, digits and "-", or "" where there is only one`,
  });

const nonEmpty = { error: 'is empty; leave it out to mean all of them' };

const clusterNames = z.array(z.string().min(1)).min(1, nonEmpty).optional();

const places = {
  namespaces: z.array(namespace).min(1, nonEmpty).optional(),
  clusters: clusterNames,
};

const leaseNamePattern = z
  .string()
  .refine(name => LEASE_NAME_PATTERN.test(name), {
    error: issue =>
      `${quote(
        issue.input,
      )} is neither the name of a Lease nor a pattern such as "cert-manager-*"`,
  });

const leaseName = z.union(
  [
    leaseNamePattern.transform(name => ({ name })),
    z.strictObject({ name: leaseNamePattern, controller: controllerName }),
  ],
  {
    error: issue =>
      `${quote(
        issue.input,
      )} is neither the name of a Lease, nor a pattern such as "cert-manager-*", nor { name, controller }`,
  },
);

const terms = {
  election: z.boolean().optional(),
  duration: leaseDuration.optional(),
  grace: duration(0).optional(),
  vacancy: z
    .union([z.literal('forever').transform(() => Infinity), duration(0)], {
      error: issue =>
        `${quote(issue.input)} is neither a duration nor "forever"`,
    })
    .optional(),
};

/** What a source says of its Leases is one value for those who read them. */
function withTerms<
  S extends {
    election?: boolean;
    duration?: number;
    grace?: number;
    vacancy?: number;
  },
>({
  election,
  duration: durationMs,
  grace: graceMs,
  vacancy: vacancyMs,
  ...source
}: S) {
  const said = { election, durationMs, graceMs, vacancyMs };
  return Object.values(said).some(one => one !== undefined)
    ? { ...source, terms: said }
    : source;
}

const source = z.discriminatedUnion(
  'type',
  [
    z
      .strictObject({
        type: z.literal('label'),
        label: labelKey.default(CONTROLLER_LABEL),
        ...terms,
        ...places,
      })
      .transform(withTerms),
    z
      .strictObject({
        type: z.literal('leases'),
        names: z
          .array(leaseName)
          .min(1, { error: 'is empty; name the Leases' }),
        ...terms,
        ...places,
      })
      .transform(withTerms),
    z.strictObject({ type: z.literal('nodes'), clusters: clusterNames }),
  ],
  {
    error: issue =>
      `${quote(
        typeOf(issue.input),
      )} is not a kind of source; the kinds are ${SOURCE_TYPES.map(quote).join(
        ', ',
      )}`,
  },
);

const renewer = z.discriminatedUnion(
  'enabled',
  [
    z.strictObject({
      enabled: z.literal(true),
      controller: controllerName,
      cluster: z.string().min(1),
      namespace,
      duration: leaseDuration.prefault(DEFAULT_RENEWER_DURATION),
      label: labelKey.default(CONTROLLER_LABEL),
      prefix: namespace.default(DEFAULT_PREFIX),
      replica: replicaName.default(defaultReplica),
    }),
    z.object({ enabled: z.literal(false) }),
  ],
  { error: 'is neither true nor false' },
);

const schema = z.strictObject({
  defaultController: controllerName.default(''),
  kargo: kargoSchema({ label: labelKey, namespace }),
  margin: duration(0).prefault(DEFAULT_MARGIN),
  maxDuration: duration(MIN_LEASE_DURATION_MS).prefault(DEFAULT_MAX_DURATION),
  clusters: directClusters.optional(),
  sources: z.array(source).prefault([{ type: 'label' }]),
  history: historyOptions,
  metrics: metricsOptions,
  notifications: notificationOptions,
  servers: serverOptions,
  monitor: monitorOptions,
  renewer: renewer.default({ enabled: false }),
});

/**
 * The keys that are read here.
 *
 * @internal
 */
export const HEARTBEAT_KEYS: readonly string[] = Object.keys(schema.shape);

/** `['sources', 2, 'namespace']` as `heartbeat.sources[2].namespace`. */
function keyOf(path: PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === 'number' ? `${key}[${part}]` : `${key}.${String(part)}`,
    'heartbeat',
  );
}

function sentencesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      key =>
        `${keyOf([...issue.path, key])}: there is no such key${
          issue.path.length === 0 ? ', and no module that reads it' : ''
        }`,
    );
  }
  return [`${keyOf(issue.path)}: ${issue.message}`];
}

/** Without what modules read themselves. */
function ownPart(section: unknown, moduleKeys: ModuleKeys | undefined) {
  return typeof section === 'object' && section !== null
    ? Object.fromEntries(
        Object.entries(section).filter(([key]) => !moduleKeys?.has(key)),
      )
    : section;
}

/**
 * Reads the `heartbeat` section of app-config; all of it has defaults.
 *
 * @param options.moduleKeys - those that modules have claimed by now
 * @throws InputError that names every wrong key and the way out, all at once.
 * @internal
 */
export function readHeartbeatOptions(
  config: Config,
  { moduleKeys }: { moduleKeys?: ModuleKeys } = {},
): HeartbeatOptions {
  const section = config.getOptional('heartbeat') ?? {};
  const parsed = schema.safeParse(ownPart(section, moduleKeys));
  if (!parsed.success) {
    const sentences = parsed.error.issues.flatMap(sentencesOf);
    throw new InputError(
      `The configuration of Heartbeat is not usable:\n${sentences
        .map(sentence => `  ${sentence}`)
        .join('\n')}`,
    );
  }
  const { margin, maxDuration, renewer: own, kargo, ...rest } = parsed.data;
  return {
    ...rest,
    kargo: kargoOptions(kargo, rest.sources),
    marginMs: margin,
    maxDurationMs: maxDuration,
    renewer: own.enabled
      ? {
          controller: own.controller,
          cluster: own.cluster,
          namespace: own.namespace,
          durationMs: own.duration,
          label: own.label,
          prefix: own.prefix,
          replica: own.replica || undefined,
        }
      : undefined,
  };
}
