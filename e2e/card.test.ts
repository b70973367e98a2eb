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

import type { CoordinationV1Api } from '@kubernetes/client-node';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { Browser } from './support/Browser';
import { Controller, leaseClient, leaseOf } from './support/Controller';
import { heartbeatCard, seen, subjectOnCard } from './support/HeartbeatScreens';
import { record } from './support/measurements';
import { CLUSTER, Portal } from './support/Portal';

/** What a change may take from the cluster to the screen. */
const LIVE_WITHIN_MS = 2_000;
/** For tests, on machines that do other things too. */
const NOISE_MS = 1_000;

/** Duration 4 s and margin 1 s. */
const DEAD_AFTER_MS = 5_000;
/** Half the duration, or twice the gap of a second: the same here. */
const LATE_AFTER_MS = 2_000;

describe('the card on an entity page', () => {
  let portal: Portal;
  let client: CoordinationV1Api;
  let browser: Browser;
  let controllers: Record<'steady' | 'hanging' | 'leaving', Controller>;

  beforeAll(async () => {
    portal = await Portal.start('card');
    client = await leaseClient(portal.kubernetes);
    controllers = {
      steady: await Controller.start(client, 'cert-manager'),
      hanging: await Controller.start(client, 'velero'),
      leaving: await Controller.start(client, 'argo-rollouts'),
    };
    await seedLease(
      client,
      leaseOf('external-dns', { durationSeconds: undefined }),
    );
  });

  afterAll(async () => {
    await Promise.all(
      Object.values(controllers ?? {}).map(controller => controller.hang()),
    );
    await portal?.stop();
  });

  beforeEach(async () => {
    browser = await Browser.open(portal.url);
  });

  afterEach(async () => {
    const { errors } = browser;
    await browser.close();
    expect(errors).toEqual([]);
  });

  const open = async (name: string) => {
    const page = await browser.enter(`/catalog/default/component/${name}`);
    return subjectOnCard(page, name);
  };

  it('shows a living controller: word, icon, holder, place, and an age that grows', async () => {
    const card = await open('cert-manager');

    await seen(card, 'Alive');
    await browser.screenshot('entity-page');
    await card.getByText(/Last renewed .* it usually renews every/).waitFor();
    expect(
      await card.getByText('Alive', { exact: true }).locator('svg').count(),
    ).toBe(1);
    for (const fact of ['cert-manager-7d4b9', CLUSTER, 'default']) {
      expect(await card.getByText(fact, { exact: true }).count()).toBe(1);
    }
    await browser.screenshot('card-alive', heartbeatCard(browser.page));

    await controllers.steady.hang();
    await card.getByText('2 seconds ago').waitFor();
    await card.getByText('3 seconds ago').waitFor();
    controllers.steady = await Controller.start(client, 'cert-manager');
    await seen(card, 'Alive');
  });

  it('turns Late and, a second after the Lease has run out, Dead, without a reload', async () => {
    const card = await open('velero');
    await seen(card, 'Alive');
    await card.getByText(/it usually renews every/).waitFor();

    const renewedAt = await controllers.hanging.hang();
    const lateAfterMs = (await seen(card, 'Late')) - renewedAt;
    const deadAfterMs = (await seen(card, 'Dead')) - renewedAt;

    record('hung controller shown Late after', lateAfterMs);
    record('hung controller shown Dead after', deadAfterMs);
    expect(lateAfterMs).toBeGreaterThan(LATE_AFTER_MS - NOISE_MS);
    expect(lateAfterMs).toBeLessThan(DEAD_AFTER_MS - NOISE_MS);
    expect(Math.abs(deadAfterMs - DEAD_AFTER_MS)).toBeLessThan(500 + NOISE_MS);
    await card.getByText(/^Silent for .*; the limit is 4\ss \+ 1\ss/).waitFor();
    expect(
      await card
        .getByRole('link', { name: 'Open the runbook' })
        .getAttribute('href'),
    ).toBe('https://velero.io/docs/main/troubleshooting/');
    await browser.screenshot('card-dead', heartbeatCard(browser.page));
  });

  it('shows a controller whose Lease is deleted as Stopped, not as Dead', async () => {
    const card = await open('argo-rollouts');
    await seen(card, 'Alive');

    await controllers.leaving.shutDown();
    const deletedAt = performance.now();
    const tookMs = (await seen(card, 'Stopped')) - deletedAt;

    record('deleted Lease shown as Stopped after', tookMs);
    expect(tookMs).toBeLessThan(LIVE_WITHIN_MS);
    await browser.screenshot('card-stopped', heartbeatCard(browser.page));
  });

  it('shows a controller that appears while one looks', async () => {
    const card = await open('crossplane');
    await seen(card, 'Never reported');
    await browser.screenshot(
      'card-never-reported',
      heartbeatCard(browser.page),
    );

    await seedLease(client, leaseOf('crossplane'));
    const appliedAt = performance.now();
    const tookMs = (await seen(card, 'Alive')) - appliedAt;

    record('applied Lease shown on its card after', tookMs);
    expect(tookMs).toBeLessThan(LIVE_WITHIN_MS);
  });

  it('says what is wrong with a Lease that cannot be judged, and calls it Unknown', async () => {
    const card = await open('external-dns');

    await seen(card, 'Unknown');
    await card.getByText(/leaseDurationSeconds/).waitFor();
    await browser.screenshot('card-invalid', heartbeatCard(browser.page));
  });
});
