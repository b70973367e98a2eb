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

import { z } from 'zod';
import type { NovaServer } from '../rules';
import { parseAnswer } from './parseAnswer';

/** Nova's own form of it: UTC, without saying so. */
const ZONELESS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/;

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

const moment = (form: RegExp, suffix: string) =>
  z
    .string()
    .nullish()
    .transform((text, issues) => {
      if (!text) {
        return undefined;
      }
      const ms = form.test(text) ? Date.parse(`${text}${suffix}`) : NaN;
      if (Number.isNaN(ms)) {
        issues.addIssue('is not a moment');
        return z.NEVER;
      }
      return ms;
    });

const schema = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.string().nullish(),
    created: moment(RFC_3339, ''),
    'OS-SRV-USG:launched_at': moment(ZONELESS, 'Z'),
    'OS-EXT-STS:power_state': z.number().int().nullish(),
    'OS-EXT-STS:task_state': z.string().nullish(),
    // "" where it was booted from a volume.
    image: z.unknown(),
    addresses: z.unknown(),
  })
  .transform(
    (server): NovaServer => ({
      id: server.id,
      name: server.name,
      status: server.status ?? '',
      createdMs: server.created,
      launchedMs: server['OS-SRV-USG:launched_at'],
      powerState: server['OS-EXT-STS:power_state'] ?? 0,
      taskState: server['OS-EXT-STS:task_state'] ?? '',
      imageId: imageIdOf(server.image),
      addresses: server.addresses,
    }),
  );

function imageIdOf(image: unknown): string | undefined {
  return typeof image === 'object' &&
    image !== null &&
    'id' in image &&
    typeof image.id === 'string'
    ? image.id
    : undefined;
}

/**
 * One entry of Nova's list. Only those that somebody wants are read: what is wrong
 * with one is of no concern to the others.
 *
 * @throws OpenstackError that names the field
 * @internal
 */
export function readNovaServer(entry: unknown): NovaServer {
  return parseAnswer(schema, entry, `What Nova says of the server`);
}
