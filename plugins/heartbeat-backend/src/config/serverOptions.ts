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

import type { ServerDefinition } from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';
import { duration } from './duration';
import { MIN_INTERVAL_MS, MIN_TIMEOUT_MS } from './monitorOptions';
import { providerEntryOf } from './providerEntry';

/**
 * A server that the operator named.
 *
 * @internal
 */
export type ConfiguredServer = Omit<ServerDefinition, 'trust'>;

/** As in ids, in annotations (where a comma separates names) and in URLs. */
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

const name = z.string().refine(value => NAME.test(value), {
  error: issue =>
    `${JSON.stringify(
      issue.input,
    )} is not a server's name; use at most 63 letters, digits, "-", "_" and "."`,
});

const text = z.string().min(1, { error: 'is empty; leave it out' });

const count = z.number().int().min(1).max(100);

const server = z
  .looseObject({
    name,
    title: text.optional(),
    interval: duration(MIN_INTERVAL_MS).optional(),
    timeout: duration(MIN_TIMEOUT_MS).optional(),
    slow: duration(1).optional(),
    failures: count.optional(),
    passes: count.optional(),
    stopped: z.boolean().optional(),
    cluster: text.optional(),
    project: z
      .strictObject({
        cluster: text,
        apiVersion: text,
        resource: text,
        namespace: text.optional(),
        name: text,
      })
      .optional(),
  })
  .transform((value, issues): ConfiguredServer => {
    const {
      name: serverName,
      title,
      interval,
      timeout,
      slow,
      failures,
      passes,
      stopped,
      cluster,
      project,
      ...rest
    } = value;
    const entry = providerEntryOf(rest, issues);
    if (!entry) {
      return z.NEVER;
    }
    return {
      name: serverName,
      title,
      provider: entry.kind,
      spec: entry.spec,
      intervalMs: interval,
      timeoutMs: timeout,
      slowMs: slow,
      failures,
      passes,
      isStopped: stopped,
      cluster,
      projection: project,
    };
  });

/**
 * Reads `heartbeat.servers`.
 *
 * @internal
 */
export const serverOptions = z
  .array(server)
  .default([])
  .superRefine((servers, context) => {
    const seen = new Set<string>();
    servers.forEach((one, i) => {
      if (seen.has(one.name)) {
        context.addIssue({
          code: 'custom',
          path: [i, 'name'],
          message: `${JSON.stringify(
            one.name,
          )} is the name of another server; give each its own`,
        });
      }
      seen.add(one.name);
    });
  });
