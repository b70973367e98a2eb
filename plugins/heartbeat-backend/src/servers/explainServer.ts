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

import type { Server } from 'backstage-plugin-heartbeat-common';
import { durationWords } from '../subjects/durationWords';
import { runbooksOf } from '../entities';

/**
 * The status of a server as sentences, with what it is made of.
 *
 * @internal
 */
export function explainServer(server: Server): string[] {
  const { title, name, target, provider, status, since, entities } = server;
  const { reason, message, lastKnown, isFlapping } = server;
  const sentences = [
    `${title ?? name} (${provider} ${target}) is ${status} since ${since.at}${
      reason === undefined ? '' : `: ${reason}`
    }.`,
  ];
  if (message !== undefined) {
    sentences.push(/[.!?]$/.test(message) ? message : `${message}.`);
  }
  if (lastKnown !== undefined && lastKnown !== status) {
    sentences.push(`It was ${lastKnown} before.`);
  }
  sentences.push(...checks(server));
  if (isFlapping) {
    sentences.push('It goes to and fro between health and failure.');
  }
  return [...sentences, ...runbooksOf(entities)];
}

/** A check is often over within a few milliseconds. */
function checkWords(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : durationWords(ms);
}

function checks({ lastCheck, pending, intervalMs }: Server): string[] {
  const every = `it is asked every ${durationWords(intervalMs)}`;
  const sentences: string[] = [];
  if (lastCheck) {
    const { ageMs, timings } = lastCheck;
    const took = timings ? ` and took ${checkWords(timings.totalMs)}` : '';
    sentences.push(
      `The last check was ${durationWords(ageMs)} ago${took}; ${every}.`,
    );
  } else {
    sentences.push(`No check has come to an end yet; ${every}.`);
  }
  if (pending) {
    const { count, needed, status } = pending;
    sentences.push(
      `${count} of ${needed} checks in a row that make it ${status} have come in.`,
    );
  }
  return sentences;
}
