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

import { renderInTestApp } from '@backstage/frontend-test-utils';
import { act, screen } from '@testing-library/react';
import type { Heartbeat } from 'backstage-plugin-heartbeat-common';
import { VerdictExplanation } from './VerdictExplanation';

const base: Heartbeat = {
  id: 'demo/orders/orders',
  controller: 'orders',
  status: 'Dead',
  since: '2026-03-01T12:00:00.000Z',
  restarts: 0,
  entities: [],
  evidence: {
    silentForMs: 31_200,
    durationMs: 30_000,
    marginMs: 1_000,
    usualGapMs: 10_100,
    lateAfterMs: 20_200,
    deadAfterMs: 31_000,
  },
};

function show(heartbeat: Partial<Heartbeat>) {
  renderInTestApp(
    <VerdictExplanation
      heartbeat={{ ...base, ...heartbeat }}
      receivedAt={performance.now()}
    />,
  );
}

describe('VerdictExplanation', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('explains Dead as arithmetic', () => {
    show({});

    expect(
      screen.getByText(
        'Silent for 31.2 s; the limit is 30 s + 1 s; it usually renews every 10.1 s.',
      ),
    ).toBeInTheDocument();
  });

  it.each([
    ['released', /^It shut down cleanly: it gave its Lease up/],
    ['deleted', /^It shut down cleanly: its Lease was deleted while/],
    ['removed', /^It was removed: its Lease was deleted when/],
    ['namespace-deleted', /^It was removed with its namespace/],
    ['node-deleted', /^Its node is not there any more/],
    [undefined, /^Its Lease was given up or deleted/],
  ] as const)('explains how it stopped: %s', (stop, sentence) => {
    show({ status: 'Stopped', evidence: { stop } });

    expect(screen.getByText(sentence)).toBeInTheDocument();
  });

  it.each([
    ['nobody took its Lease', {}, /^Nobody leads: its Lease was given up/],
    ['it does so again', { again: true }, /^It goes down again and again/],
  ])('explains Dead where %s', (_, more, sentence) => {
    show({ evidence: { ...base.evidence, stop: 'released', ...more } });

    expect(screen.getByText(sentence)).toBeInTheDocument();
  });

  it('says of who was dead before anybody looked by whose clock that is', () => {
    show({ evidence: { ...base.evidence, sinceByItsClock: true } });

    expect(
      screen.getByText(
        /^Dead before anybody looked, since its last renewal by its own clock. Silent for 31.2 s; the limit is/,
      ),
    ).toBeInTheDocument();
  });

  it('counts the silence on as one looks', async () => {
    show({});
    await act(() => jest.advanceTimersByTimeAsync(2_000));

    expect(screen.getByText(/^Silent for 33.2 s;/)).toBeInTheDocument();
  });

  it('explains Late by when a renewal was due', () => {
    show({
      status: 'Late',
      evidence: {
        ...base.evidence,
        silentForMs: 22_000,
        usualGapMs: undefined,
      },
    });

    expect(
      screen.getByText(
        'Silent for 22 s, and a renewal was due within 20.2 s. Dead after 30 s + 1 s; how often it usually renews is not known yet.',
      ),
    ).toBeInTheDocument();
  });

  it.each([
    [
      'Late',
      12_000,
      'Silent for 12 s, and a renewal was due within 7.5 s. Dead after 15 s + 8.8 s; it usually renews every 2 s.',
    ],
    [
      'Late',
      18_000,
      'Nobody leads at the moment: the leader has been silent for 18 s, and its Lease holds for 15 s. A successor may take over until 23.8 s; only then it counts as dead.',
    ],
    [
      'Dead',
      31_000,
      'Nobody leads: silent for 31 s, and no successor has taken over within 15 s + 8.8 s; it usually renews every 2 s.',
    ],
  ] as const)(
    'explains %s of an election after %d ms by who may still take over',
    (status, silentForMs, words) => {
      show({
        status,
        evidence: {
          ...{ silentForMs, durationMs: 15_000, marginMs: 8_800 },
          ...{ usualGapMs: 2_000, lateAfterMs: 7_500, deadAfterMs: 23_800 },
          election: true,
        },
      });

      expect(screen.getByText(words)).toBeInTheDocument();
    },
  );

  it('explains Alive by its last renewal', () => {
    show({
      status: 'Alive',
      evidence: { ...base.evidence, silentForMs: 3_100 },
    });

    expect(screen.getByText(/^Last renewed 3.1 s ago\./)).toBeInTheDocument();
  });

  it('says when Alive is only provisional', () => {
    show({
      status: 'Alive',
      evidence: { ...base.evidence, provisional: true },
    });

    expect(
      screen.getByText(/we have not seen a renewal ourselves yet/),
    ).toBeInTheDocument();
  });

  it.each(['Alive', 'Late', 'Dead'] as const)(
    'explains %s in words where the numbers are missing',
    status => {
      show({ status, evidence: {} });

      expect(screen.getByText(/\.$/)).not.toHaveTextContent(/\d|undefined|NaN/);
    },
  );

  it('gives the reason of Unknown, and nothing that reads as dead', () => {
    show({
      status: 'Unknown',
      unknown: {
        reason: 'unreachable',
        message: 'Cluster "prod" does not answer; check its URL.',
        lastKnown: 'Alive',
      },
    });

    expect(
      screen.getByText('Cluster "prod" does not answer; check its URL.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/dead|silent/i)).not.toBeInTheDocument();
  });

  it.each([
    ['starting', { seconds: 31 }, /dead after 31 s without a renewal/],
    ['disruption', { cluster: 'prod' }, /controllers of cluster prod fell/],
    [
      'canary-overdue',
      { cluster: 'prod', seconds: 12.5 },
      /cluster prod has not come back within 12\.5 s/,
    ],
    ['observer-stalled', { seconds: 7 }, /has not kept up for 7 s/],
    [
      'invalid-lease',
      { cluster: 'prod', lease: 'shop/orders', field: 'spec.renewTime' },
      /^Lease shop\/orders in cluster prod has no usable spec\.renewTime/,
    ],
  ] as const)(
    'says %s in words that can be translated',
    (reason, params, sentence) => {
      show({
        status: 'Unknown',
        unknown: { reason, params, message: 'In the words of the backend.' },
      });

      expect(screen.getByText(sentence)).toBeInTheDocument();
    },
  );

  it.each(['starting', 'disruption', 'invalid-lease'] as const)(
    'falls back to the words of the backend where it does not say what %s is made of',
    reason => {
      show({
        status: 'Unknown',
        unknown: { reason, message: 'In the words of the backend.' },
      });

      expect(
        screen.getByText('In the words of the backend.'),
      ).toBeInTheDocument();
    },
  );

  it('says of a status that this version does not know nothing that reads as dead', async () => {
    renderInTestApp(
      <VerdictExplanation
        heartbeat={Object.assign({ ...base }, { status: 'Zombie' })}
        receivedAt={performance.now()}
      />,
    );

    expect(
      screen.getByText('This version of the portal does not know this status.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/dead|silent/i)).not.toBeInTheDocument();
  });

  it('takes the words of the backend for a reason that this version does not know', () => {
    show({
      status: 'Unknown',
      unknown: Object.assign(
        { reason: 'starting' as const, message: 'The moon is full.' },
        { reason: 'moon-phase' },
      ),
    });

    expect(screen.getByText('The moon is full.')).toBeInTheDocument();
  });
});
