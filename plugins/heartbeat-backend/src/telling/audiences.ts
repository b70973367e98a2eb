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

/**
 * Somebody to tell, and which of theirs it is about.
 *
 * @internal
 */
export interface Audience {
  /** Entity refs. */
  recipients: string[];
  /** None: they own none, and are told because nobody else is. */
  entities: HeartbeatEntity[];
}

/**
 * Whom it concerns: the owners of these entities. Owners of
 * the same entities are one audience, so that nobody reads of what is not theirs.
 *
 * @internal
 */
export function audiencesOf(
  entities: HeartbeatEntity[],
  fallbackRecipients: string[],
): Audience[] {
  const byOwner = new Map<string, HeartbeatEntity[]>();
  for (const entity of entities) {
    if (entity.owner !== undefined) {
      byOwner.set(entity.owner, [...(byOwner.get(entity.owner) ?? []), entity]);
    }
  }
  if (byOwner.size === 0) {
    return fallbackRecipients.length > 0
      ? [{ recipients: fallbackRecipients, entities: [] }]
      : [];
  }
  return Array.from(byOwner, ([owner, owned]) => ({
    recipients: [owner],
    entities: owned,
  }));
}

/**
 * All who are concerned by any of these, each once.
 *
 * @internal
 */
export function recipientsOf(
  subjects: HeartbeatEntity[][],
  fallbackRecipients: string[],
): string[] {
  return [
    ...new Set(
      subjects.flatMap(entities =>
        audiencesOf(entities, fallbackRecipients).flatMap(
          ({ recipients }) => recipients,
        ),
      ),
    ),
  ];
}

/**
 * Whom it concerns that these have failed together: each owner once, with what is theirs.
 *
 * @internal
 */
export function sharedAudiencesOf<S>(
  members: Array<{ subject: S; entities: HeartbeatEntity[] }>,
  fallbackRecipients: string[],
): Array<{
  recipient: string;
  members: Array<{ subject: S; entities: HeartbeatEntity[] }>;
}> {
  const byRecipient = new Map<string, typeof members>();
  for (const { subject, entities } of members) {
    for (const audience of audiencesOf(entities, fallbackRecipients)) {
      for (const recipient of audience.recipients) {
        const theirs = byRecipient.get(recipient) ?? [];
        theirs.push({ subject, entities: audience.entities });
        byRecipient.set(recipient, theirs);
      }
    }
  }
  return Array.from(byRecipient, ([recipient, theirs]) => ({
    recipient,
    members: theirs,
  }));
}
