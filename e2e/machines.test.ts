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
  DemoRegion,
  monitorRights,
  RegionService,
  UNIKORN_RESOURCES,
} from '@internal/demo-world';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { Browser } from './support/Browser';
import {
  fact,
  heartbeatCard,
  seen,
  serverRow,
  subjectOnCard,
} from './support/HeartbeatScreens';
import { historyUntil, turnsOf } from './support/history';
import { record } from './support/measurements';
import { CLUSTER, Portal } from './support/Portal';

const NAMESPACE = 'unikorn-region';
const USER = 'portal';

/** A poll takes less than 100 ms; a loaded machine gets more. */
const INTERVAL_MS = 2_000;

/** A poll, what it takes to a screen whose signals do not come yet, and noise. */
const SHOWN_WITHIN_MS = INTERVAL_MS + 5_000 + 10_000;

/** The module lists its servers within seconds, the catalog is asked each minute. */
const FOUND_WITHIN_MS = 75_000;

/** For each test: it begins with a machine that has to be found. */
const TEST_TIMEOUT_MS = 180_000;

const LEASES = {
  apiGroups: ['coordination.k8s.io'],
  resources: ['leases'],
  verbs: ['get' as const, 'list' as const, 'watch' as const],
};

function entity(name: string, metadata: object): object {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, ...metadata },
    spec: {
      type: 'server',
      lifecycle: 'production',
      owner: 'platform',
      system: 'cluster-services',
    },
  };
}

describe('the screens of machines of the unikorn region API', () => {
  const errors: string[] = [];
  let kubernetes: EmbeddedKubernetes;
  let service: RegionService;
  let west: DemoRegion;
  let north: DemoRegion;
  let portal: Portal;
  let browser: Browser;

  beforeAll(async () => {
    kubernetes = await EmbeddedKubernetes.start({
      tls: true,
      resources: UNIKORN_RESOURCES,
      users: [
        {
          name: USER,
          rights: [
            LEASES,
            ...monitorRights({
              namespace: NAMESPACE,
              secrets: ['region-west-credentials', 'region-north-credentials'],
            }),
          ],
        },
      ],
    });
    const { KubeConfig } = await import('@kubernetes/client-node');
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kubernetes.kubeconfig());
    service = await RegionService.connect({ kubeConfig, namespace: NAMESPACE });
    const start = (name: string, machines: string[]) =>
      DemoRegion.start({
        plan: {
          name,
          machines: machines.map(machine => ({
            name: machine,
            organization: 'shop',
            flavor: 'small',
          })),
        },
        service,
        onError: (machine, error) => errors.push(`${machine}: ${error}`),
      });
    west = await start('west', ['web-1', 'web-10']);
    north = await start('north', ['standby-1']);
    portal = await Portal.start('machines', {
      kubernetes,
      user: USER,
      heartbeat: {
        unikorn: {
          namespaces: [NAMESPACE],
          interval: `${INTERVAL_MS}ms`,
          timeout: `${INTERVAL_MS}ms`,
        },
      },
      entities: [
        entity('web', { labels: { 'unikorn-cloud.org/name': 'web-1' } }),
        entity('web-spare', {
          annotations: { 'heartbeat/unikorn-server': `${NAMESPACE}/web-10` },
        }),
        entity('standby', {
          annotations: {
            'heartbeat/unikorn-server': `${CLUSTER}/${NAMESPACE}/standby-1`,
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await portal?.stop();
    await Promise.all([west?.stop(), north?.stop()]);
    await kubernetes?.stop();
    expect(errors).toEqual([]);
  });

  beforeEach(async () => {
    browser = await Browser.open(portal.url);
  });

  afterEach(async () => {
    const { errors: complaints } = browser;
    await browser.close();
    expect(complaints).toEqual([]);
  });

  it(
    'follow a machine through its life on an open page',
    async () => {
      const page = await browser.enter('/catalog/default/component/web');
      const card = subjectOnCard(page, 'web-1');
      await seen(card, 'Healthy', FOUND_WITHIN_MS);
      const openedAt = await page.evaluate(() => performance.timeOrigin);
      const machine = west.machine('web-1');
      for (const [term, value] of [
        ['Phase', 'Running'],
        ['Region', 'west'],
        ['Flavor', 'g.4.standard'],
        ['MAC address', machine?.macAddress ?? ''],
        ['Organization', 'shop'],
        ['Target', `${CLUSTER}/${NAMESPACE}/web-1`],
      ]) {
        await fact(card, term, value).waitFor();
      }
      await browser.screenshot('machine-running', heartbeatCard(page));

      machine?.do('stop');
      const stoppedAt = performance.now();
      record(
        'machine switched off shown Stopped after',
        (await seen(card, 'Stopped', SHOWN_WITHIN_MS)) - stoppedAt,
      );
      await card.getByText('It is shut down (SHUTOFF).').waitFor();
      await fact(card, 'Phase', 'Stopped').waitFor();
      await browser.screenshot('machine-stopped', heartbeatCard(page));

      machine?.do('start');
      await seen(card, 'Healthy', SHOWN_WITHIN_MS);

      const image = 'b8e0c415-92fa-4d37-8c2e-1a7f3d6b9054';
      await service.beginRebuild('web-1', image);
      machine?.begin('rebuild', { imageId: image });
      await seen(card, 'Degraded', SHOWN_WITHIN_MS);
      await card.getByText('Being rebuilt', { exact: true }).waitFor();
      await fact(card, 'Phase', 'Building').waitFor();
      machine?.settle();
      await seen(card, 'Healthy', SHOWN_WITHIN_MS);
      await fact(card, 'Phase', 'Running').waitFor();

      machine?.do('fail');
      await seen(card, 'Down', SHOWN_WITHIN_MS);
      await card.getByText('In an error state', { exact: true }).waitFor();
      await browser.screenshot('machine-down', heartbeatCard(page));
      expect(await page.evaluate(() => performance.timeOrigin)).toBe(openedAt);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'show in the tab when it was scheduled, launched and provisioned, below its history',
    async () => {
      const page = await browser.enter(
        '/catalog/default/component/web-spare/heartbeat',
      );
      const subject = subjectOnCard(page, 'web-10');
      await seen(subject, 'Healthy', FOUND_WITHIN_MS);
      await subject.getByRole('list', { name: /^Last 24 hours: / }).waitFor();
      await subject.getByText('Scheduled, Launched, Provisioned').waitFor();
      await fact(
        subject,
        'Moments',
        /^Scheduled .+Launched .+Provisioned .+$/,
      ).waitFor();
      await browser.screenshot('machine-tab');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'call a machine Unknown with the reason, and not Down, when nobody can log in to its region',
    async () => {
      const page = await browser.enter('/heartbeat?view=servers');
      const row = serverRow(page, 'standby-1');
      await seen(row, 'Healthy', FOUND_WITHIN_MS);

      const outage = north.openstack.faults.add(
        { kind: 'unavailable' },
        { service: 'keystone' },
      );
      north.openstack.revokeTokens();
      await seen(row, 'Unknown', SHOWN_WITHIN_MS);
      await row.getByText('Unexpected status', { exact: true }).waitFor();
      await row.getByText('Phase: Running').waitFor();
      await seen(serverRow(page, 'web-10'), 'Healthy');
      await page.getByRole('button', { name: 'Details of standby-1' }).click();
      await page.getByText(/Keystone at .* answers 503/).waitFor();
      await page.getByText(/Last known: Healthy\./).waitFor();
      await browser.screenshot('machine-unknown');

      outage.remove();
      await seen(row, 'Healthy', SHOWN_WITHIN_MS);
      const rows = await historyUntil(
        [portal],
        { id: `server:unikorn/${CLUSTER}/${NAMESPACE}/standby-1` },
        'Healthy',
      );
      expect(turnsOf(rows)).toEqual(expect.arrayContaining(['Unknown']));
      expect(turnsOf(rows)).not.toContain('Down');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'fit a narrow window in the dark, with nothing cut off',
    async () => {
      await browser.close();
      browser = await Browser.open(portal.url, {
        width: 400,
        colorScheme: 'dark',
      });
      const page = await browser.enter('/catalog/default/component/web-spare');
      const card = subjectOnCard(page, 'web-10');
      await seen(card, 'Healthy', FOUND_WITHIN_MS);
      await fact(card, 'Region', 'west').waitFor();
      await browser.screenshot('machine-narrow-dark', heartbeatCard(page));
      const overflowPx = await heartbeatCard(page).evaluate(
        element => element.scrollWidth - element.clientWidth,
      );
      expect(overflowPx).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );
});
