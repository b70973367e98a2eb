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

import { IANAZone } from 'luxon';
import { z } from 'zod';
import { duration } from './duration';
import { providerEntry, type ProviderEntry } from './providerEntry';

/**
 * Monday first, as luxon counts.
 *
 * @internal
 */
export const WEEKDAYS = [
  'Mon',
  'Tue',
  'Wed',
  'Thu',
  'Fri',
  'Sat',
  'Sun',
] as const;

/** @internal */
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * A time in which servers are not judged.
 *
 * @internal
 */
export type MaintenanceWindow = {
  /** Glob patterns over names; absent: all servers. */
  servers?: string[];
  /** Why, for people. */
  reason?: string;
} & (
  | { type: 'once'; fromMs: number; untilMs: number }
  | {
      type: 'weekly';
      days: Weekday[];
      at: { hour: number; minute: number };
      forMs: number;
      /** IANA, e.g. `Europe/Berlin`. */
      timeZone: string;
    }
);

/**
 * Targets that annotations of entities may name.
 *
 * @internal
 */
export interface AnnotationTargets {
  /** Names, or patterns such as `*.example.com`. */
  hosts?: string[];
  /** Networks that may be named, and to which `hosts` may lead beside public ones. */
  cidrs?: string[];
  /** Numbers, or ranges such as `8000-8999`. Absent: 80 and 443. */
  ports?: Array<number | string>;
}

/**
 * How servers are checked.
 *
 * @internal
 */
export interface MonitorOptions {
  intervalMs: number;
  timeoutMs: number;
  failures: number;
  passes: number;
  /** How many checks run at a time in this replica, of servers that are not known to fail. */
  concurrency: number;
  concurrencyPerHost: number;
  shards: number;
  references: ProviderEntry[];
  maintenance: MaintenanceWindow[];
  annotations: { allow: AnnotationTargets[] };
}

const DEFAULT_INTERVAL = { seconds: 30 };

/** What takes longer than that is of no use to whoever waits for it. */
const DEFAULT_TIMEOUT = { seconds: 5 };

/**
 * Shorter ones burden what they ask, and say nothing that people could act on.
 *
 * @internal
 */
export const MIN_INTERVAL_MS = 1000;

/**
 * Less is not enough for the way to another continent and back.
 *
 * @internal
 */
export const MIN_TIMEOUT_MS = 100;

/**
 * Enough for 5,000 servers of which none answers within 5 s of each 30 s. A check
 * is a socket and some kilobytes, and Node.js raises its limit of open files itself.
 */
const DEFAULT_CONCURRENCY = 1000;

/** A host that is asked for many servers is not to notice it. */
const DEFAULT_CONCURRENCY_PER_HOST = 4;

/** As many replicas as ever check; more of them would be idle. */
const DEFAULT_SHARDS = 16;

const quote = (value: unknown) => JSON.stringify(value);

const count = (max: number) => z.number().int().min(1).max(max);

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

const moment = z.string().transform((value, issues) => {
  const ms = RFC_3339.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(ms)) {
    issues.addIssue(
      `${quote(value)} is not a moment; write e.g. "2026-12-24T18:00:00+01:00"`,
    );
    return z.NEVER;
  }
  return ms;
});

const timeOfDay = z.string().transform((value, issues) => {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(value) ?? [];
  if (hour === undefined) {
    issues.addIssue(`${quote(value)} is not a time of day; write e.g. "02:00"`);
    return z.NEVER;
  }
  return { hour: Number(hour), minute: Number(minute) };
});

const timeZone = z.string().refine(zone => IANAZone.isValidZone(zone), {
  error: issue =>
    `${quote(issue.input)} is not a time zone; write e.g. "Europe/Berlin"`,
});

const common = {
  servers: z
    .array(z.string().min(1))
    .min(1, { error: 'is empty; leave it out to mean all of them' })
    .optional(),
  reason: z.string().min(1).optional(),
};

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

const once = z
  .strictObject({ ...common, from: moment, until: moment })
  .refine(({ from, until }) => from < until, {
    path: ['until'],
    error: 'is not after `from`',
  })
  .transform(
    ({ from, until, ...rest }): MaintenanceWindow => ({
      type: 'once',
      ...rest,
      fromMs: from,
      untilMs: until,
    }),
  );

const weekly = z
  .strictObject({
    ...common,
    days: z
      .array(
        z.enum(WEEKDAYS, {
          error: issue =>
            `${quote(issue.input)} is not a day; those are ${WEEKDAYS.join(
              ', ',
            )}`,
        }),
      )
      .min(1, { error: 'is empty; name the days' }),
    at: timeOfDay,
    for: duration(1).refine(ms => ms <= WEEK_MS, {
      error: 'is longer than a week',
    }),
    timeZone: timeZone.default('UTC'),
  })
  .transform(
    ({ for: forMs, ...rest }): MaintenanceWindow => ({
      type: 'weekly',
      ...rest,
      forMs,
    }),
  );

/** A union would report what is wrong with both forms; the keys say which one is meant. */
const window = z
  .looseObject({})
  .transform((value, issues): MaintenanceWindow => {
    const parsed = ('days' in value ? weekly : once).safeParse(value);
    if (parsed.success) {
      return parsed.data;
    }
    for (const issue of parsed.error.issues) {
      const paths =
        issue.code === 'unrecognized_keys'
          ? issue.keys.map(key => [...issue.path, key])
          : [issue.path];
      for (const path of paths) {
        issues.addIssue({
          code: 'custom',
          path,
          message:
            issue.code === 'unrecognized_keys'
              ? 'there is no such key'
              : issue.message,
        });
      }
    }
    return z.NEVER;
  });

const targets = z.array(z.string().min(1)).min(1);

/** What the strings and numbers mean is the guard's to say. */
const annotationTargets = z
  .strictObject({
    hosts: targets.optional(),
    cidrs: targets.optional(),
    ports: z
      .array(z.union([z.number(), z.string()]))
      .min(1, { error: 'is empty; leave it out to mean 80 and 443' })
      .optional(),
  })
  .refine(({ hosts, cidrs }) => hosts ?? cidrs, {
    error: 'names nobody; name hosts or cidrs',
  });

/**
 * Reads `heartbeat.monitor`.
 *
 * @internal
 */
export const monitorOptions = z
  .strictObject({
    interval: duration(MIN_INTERVAL_MS).prefault(DEFAULT_INTERVAL),
    timeout: duration(MIN_TIMEOUT_MS).prefault(DEFAULT_TIMEOUT),
    failures: count(100).default(3),
    passes: count(100).default(2),
    concurrency: count(10_000).default(DEFAULT_CONCURRENCY),
    concurrencyPerHost: count(1000).default(DEFAULT_CONCURRENCY_PER_HOST),
    shards: count(256).default(DEFAULT_SHARDS),
    references: z.array(providerEntry).default([]),
    maintenance: z.array(window).default([]),
    annotations: z
      .strictObject({ allow: z.array(annotationTargets).default([]) })
      .prefault({}),
  })
  .prefault({})
  .refine(({ interval, timeout }) => timeout <= interval, {
    path: ['timeout'],
    error: 'is longer than the interval, so that checks would be skipped',
  })
  .transform(
    ({ interval, timeout, ...rest }): MonitorOptions => ({
      ...rest,
      intervalMs: interval,
      timeoutMs: timeout,
    }),
  );
