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

import type { HeartbeatEntity } from 'backstage-plugin-heartbeat-common';

/** A runbook that may be linked to, or what stands there instead of one. */
export type Runbook =
  | { kind: 'link'; url: string }
  | { kind: 'invalid'; value: string };

const LINKED_PROTOCOLS = ['http:', 'https:'];

/**
 * The runbook of the first entity that has one. Whoever may write an entity must not be able to put a
 * script behind a link: only http and https addresses become one.
 */
export function runbookOf(entities: HeartbeatEntity[]): Runbook | undefined {
  const value = entities.find(({ runbook }) => runbook)?.runbook;
  if (value === undefined) {
    return undefined;
  }
  const url = parseUrl(value);
  return url && LINKED_PROTOCOLS.includes(url.protocol)
    ? { kind: 'link', url: url.href }
    : { kind: 'invalid', value };
}

function parseUrl(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}
