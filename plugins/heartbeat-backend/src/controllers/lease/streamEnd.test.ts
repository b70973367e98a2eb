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

import { KubernetesError } from 'backstage-plugin-heartbeat-node';
import { streamEndOf, type StreamEnd } from './streamEnd';

const reset = new KubernetesError({ message: 'the watch broke' });
const silent = new KubernetesError({ reason: 'stalled', message: 'silent' });
const nonsense = new KubernetesError({ reason: 'unusable', message: 'what?' });
const gone = new KubernetesError({ status: 410, message: 'too old' });
const refused = new KubernetesError({ status: 403, message: 'no' });
const gateway = new KubernetesError({ status: 504, message: 'too late' });
const program = new TypeError('no Lease');

const ASKED_MS = 240_000;

describe('a stream of changes', () => {
  it.each<[string, StreamEnd, unknown, boolean, number]>([
    ['ends in time', 'served', undefined, true, ASKED_MS],
    ['ends half a second early', 'served', undefined, true, ASKED_MS - 500],
    ['ends in the middle of its time', 'cut', undefined, true, 30_000],
    ['ends at once', 'broken', undefined, true, 500],
    ['is reset in the middle', 'cut', reset, true, 30_000],
    ['is reset when its time is over', 'cut', reset, true, ASKED_MS + 500],
    ['is reset at once', 'broken', reset, true, 500],
    ['is reset without an answer, late', 'cut', reset, false, 30_000],
    ['is reset without an answer, at once', 'failed', reset, false, 500],
    ['has no answer at all', 'broken', reset, false, ASKED_MS + 500],
    ["is late for a gateway's taste", 'cut', gateway, false, 30_000],
    ['is refused by a gateway at once', 'failed', gateway, false, 500],
    ['is refused, late', 'failed', refused, false, 30_000],
    ['sends nonsense', 'broken', nonsense, true, 30_000],
    ['sends an error of the server', 'failed', gateway, true, 30_000],
    ['sends 410', 'failed', gone, true, 30_000],
    ['is silent', 'failed', silent, true, 90_000],
    ['sends what we cannot read', 'failed', program, true, 30_000],
  ])('that %s is %s [K4]', (_, how, error, isOpen, lastedMs) => {
    expect(streamEndOf({ error, isOpen, lastedMs, askedMs: ASKED_MS })).toBe(
      how,
    );
  });
});
