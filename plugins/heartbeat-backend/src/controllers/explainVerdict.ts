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
  Heartbeat,
  LeaseHeartbeat,
  LeaseStop,
} from 'backstage-plugin-heartbeat-common';
import { durationWords } from '../subjects/durationWords';
import { runbooksOf } from '../entities';

/**
 * A verdict as sentences, with the arithmetic that it is made of.
 *
 * @internal
 */
export function explainVerdict(heartbeat: Heartbeat): string[] {
  const { controller, status, since, replicas, entities } = heartbeat;
  const name = controller === '' ? 'The unnamed controller' : controller;
  const sentences = [`${name} is ${status} since ${since}.`];
  if (replicas) {
    sentences.push(
      `It has ${replicas.length} replicas and is as well as the best of them, ${
        heartbeat.replica ?? heartbeat.id
      }.`,
    );
  }
  sentences.push(...reasons(heartbeat));
  for (const replica of replicas ?? []) {
    if (replica.id !== replicas?.find(isBestOf(heartbeat))?.id) {
      sentences.push(
        `Replica ${replica.replica ?? replica.id} is ${replica.status} since ${
          replica.since
        }. ${reasons(replica).join(' ')}`,
      );
    }
  }
  sentences.push(...runbooksOf(entities));
  return sentences;
}

function isBestOf({ lease }: Heartbeat) {
  return (replica: LeaseHeartbeat) => replica.lease?.name === lease?.name;
}

function reasons(heartbeat: LeaseHeartbeat): string[] {
  const { lastHeartbeat, restarts, isCrashLooping, isFlapping } = heartbeat;
  const sentences = [verdict(heartbeat)];
  if (lastHeartbeat) {
    sentences.push(
      `Its last heartbeat was seen ${durationWords(lastHeartbeat.ageMs)} ago.`,
    );
  }
  if (isCrashLooping) {
    sentences.push(
      `It restarts again and again: ${restarts} restarts were seen.`,
    );
  }
  if (isFlapping) {
    sentences.push('It goes to and fro between life and death.');
  }
  return sentences;
}

const STOP_SENTENCES: Record<LeaseStop, string> = {
  released: 'It gave its Lease up: a clean shutdown.',
  deleted: 'Its Lease was deleted while it was renewed: a clean shutdown.',
  removed:
    'It was removed: its Lease was deleted when it was not renewed any more.',
  'namespace-deleted': 'It was removed with its namespace.',
  'node-deleted': 'Its node is not there any more, which is no failure.',
  'label-lost': 'Its Lease has lost the label by which it was found.',
};

function verdict({ status, unknown, evidence }: LeaseHeartbeat): string {
  switch (status) {
    case 'Unknown':
      return `${unknown?.message ?? 'It cannot be told how it is.'}${
        unknown?.lastKnown ? ` It was ${unknown.lastKnown} before.` : ''
      }`;
    case 'Stopped':
      return evidence.stop
        ? STOP_SENTENCES[evidence.stop]
        : 'Its Lease was released or deleted.';
    case 'NeverReported':
      return 'An entity names it, and no Lease of its has ever been seen.';
    case 'Alive':
      return arithmetic(evidence);
    case 'Late':
      return isUpForElection(evidence)
        ? `Nobody renews its Lease, and a successor may still take over: that is no death yet. ${arithmetic(
            evidence,
          )}`
        : arithmetic(evidence);
    case 'Dead':
      if (evidence.sinceByItsClock) {
        return `It was dead before anybody looked; that is its last renewal by its own clock. ${arithmetic(
          evidence,
        )}`;
      }
      if (evidence.stop) {
        return `Nobody leads: its Lease was given up${
          evidence.again ? ' once more' : ''
        }, and nobody has taken it since.`;
      }
      return evidence.election
        ? `Nobody leads, and no successor has taken over. ${arithmetic(
            evidence,
          )}`
        : arithmetic(evidence);
  }
}

/** Whether the leader's time is over, and not yet that of its successors. */
function isUpForElection({
  election,
  silentForMs = 0,
  durationMs = Infinity,
}: LeaseHeartbeat['evidence']): boolean {
  return election === true && silentForMs >= durationMs;
}

function arithmetic(evidence: LeaseHeartbeat['evidence']): string {
  const { silentForMs, durationMs, marginMs, usualGapMs, lateAfterMs } =
    evidence;
  if (evidence.provisional) {
    return 'Its Lease was renewed shortly before it was first seen; no renewal has been seen yet.';
  }
  if (
    silentForMs === undefined ||
    durationMs === undefined ||
    marginMs === undefined
  ) {
    return 'The numbers behind this are not known.';
  }
  const late =
    lateAfterMs === undefined
      ? ''
      : `late after ${durationWords(lateAfterMs)}, `;
  const usual =
    usualGapMs === undefined ? '' : `; usual gap ${durationWords(usualGapMs)}`;
  const slow = evidence.slow
    ? ' It renews more slowly than its Lease promises: its controller, or `duration` of its source, should say for how long a renewal really holds.'
    : '';
  return `${durationWords(
    silentForMs,
  )} silent; ${late}dead after ${durationWords(durationMs)} + ${durationWords(
    marginMs,
  )}${usual}.${slow}`;
}
