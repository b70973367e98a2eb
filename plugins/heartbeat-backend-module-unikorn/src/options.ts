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

import {
  ConfigReader,
  readDurationFromConfig,
  type Config,
} from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type JsonValue } from '@backstage/types';
import { z } from 'zod';

/**
 * The section `heartbeat.unikorn` of app-config, checked and with its defaults.
 *
 * @internal
 */
export interface UnikornOptions {
  /** Absent: all that Heartbeat knows. */
  clusters?: string[];
  namespaces: string[];
  intervalMs: number;
  /** Servers of one region that are asked about at a time. */
  concurrency: number;
  /** For one request. */
  timeoutMs: number;
}

const KEY = 'heartbeat.unikorn';

/** As the original has it. */
const DEFAULT_INTERVAL = { minutes: 1 };

/** More often than that nothing of a server's life changes that people could act on. */
const MIN_INTERVAL_MS = 1000;

/** Nova takes 60 to 140 ms for an answer, and some seconds for a long list. Shorter where the interval is. */
const DEFAULT_TIMEOUT_MS = 10_000;

const MIN_TIMEOUT_MS = 100;

/** A region that takes 0.1 s for an answer is done with 5,000 servers within its minute. */
const DEFAULT_CONCURRENCY = 8;

/** More at a time, and a region notices who looks after it. */
const MAX_CONCURRENCY = 100;

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const quote = (value: unknown) => JSON.stringify(value);

const duration = (minMs: number) =>
  z.custom<JsonValue>().transform((value, issues) => {
    let ms = NaN;
    try {
      ms = durationToMilliseconds(
        readDurationFromConfig(new ConfigReader({ value }), { key: 'value' }),
      );
    } catch {
      // Said below, with the key's own path and the forms that are taken.
    }
    if (!Number.isFinite(ms)) {
      issues.addIssue(
        `${quote(
          value,
        )} is not a duration; write e.g. "30s" or { seconds: 30 }`,
      );
      return z.NEVER;
    }
    if (ms < minMs) {
      issues.addIssue(
        `${quote(value)} is too short; at least ${minMs / 1000} s`,
      );
      return z.NEVER;
    }
    return ms;
  });

const namespace = z.string().refine(name => DNS_LABEL.test(name), {
  error: issue =>
    `${quote(
      issue.input,
    )} is not a namespace name; use lower-case letters, digits and "-"`,
});

const schema = z
  .strictObject({
    clusters: z
      .array(z.string().min(1))
      .min(1, { error: 'is empty; leave it out to mean all of them' })
      .optional(),
    namespaces: z
      .array(namespace, {
        error: 'names no namespaces; write e.g. [unikorn-region]',
      })
      .min(1, { error: 'is empty; name the namespaces of the region API' })
      .transform(names => [...new Set(names)]),
    interval: duration(MIN_INTERVAL_MS).prefault(DEFAULT_INTERVAL),
    concurrency: z
      .number()
      .int()
      .min(1)
      .max(MAX_CONCURRENCY)
      .default(DEFAULT_CONCURRENCY),
    timeout: duration(MIN_TIMEOUT_MS).optional(),
  })
  .refine(({ interval, timeout = 0 }) => timeout <= interval, {
    path: ['timeout'],
    error: 'is longer than the interval, so that polls would be skipped',
  })
  .transform(
    ({ interval, timeout, ...rest }): UnikornOptions => ({
      ...rest,
      intervalMs: interval,
      timeoutMs: timeout ?? Math.min(DEFAULT_TIMEOUT_MS, interval),
    }),
  );

function keyOf(path: PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === 'number' ? `${key}[${part}]` : `${key}.${String(part)}`,
    KEY,
  );
}

function sentencesOf(issue: z.core.$ZodIssue): string[] {
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map(
        key => `${keyOf([...issue.path, key])}: there is no such key`,
      )
    : [`${keyOf(issue.path)}: ${issue.message}`];
}

/**
 * Reads `heartbeat.unikorn`.
 *
 * @returns `undefined` where there is none
 * @throws InputError that names every wrong key and the way out, all at once
 * @internal
 */
export function readUnikornOptions(config: Config): UnikornOptions | undefined {
  if (!config.has(KEY)) {
    return undefined;
  }
  const parsed = schema.safeParse(config.get(KEY));
  if (!parsed.success) {
    const sentences = parsed.error.issues.flatMap(sentencesOf);
    throw new InputError(
      `The configuration of Heartbeat is not usable:\n${sentences
        .map(sentence => `  ${sentence}`)
        .join('\n')}`,
    );
  }
  return parsed.data;
}
