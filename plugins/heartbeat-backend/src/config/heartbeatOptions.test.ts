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

import os from 'node:os';
import { ConfigReader } from '@backstage/config';
import { readHeartbeatOptions } from './heartbeatOptions';

const read = (heartbeat: object) =>
  readHeartbeatOptions(
    new ConfigReader(JSON.parse(JSON.stringify({ heartbeat }))),
  );

describe('the configuration', () => {
  it('reads sources of Leases by name, with and without a controller, and of nodes', () => {
    const sources = [
      {
        type: 'leases',
        namespaces: ['kube-system'],
        election: true,
        duration: '1m',
        grace: '30s',
        vacancy: '5m',
        names: [
          'kube-scheduler',
          { name: 'cert-manager-*', controller: 'cert-manager' },
        ],
      },
      { type: 'label', vacancy: 'forever' },
      { type: 'nodes', clusters: ['prod'] },
    ];
    expect(read({ sources }).sources).toEqual([
      {
        type: 'leases',
        namespaces: ['kube-system'],
        terms: {
          ...{ election: true, durationMs: 60_000, graceMs: 30_000 },
          vacancyMs: 300_000,
        },
        names: [
          { name: 'kube-scheduler' },
          { name: 'cert-manager-*', controller: 'cert-manager' },
        ],
      },
      {
        ...{ type: 'label', label: 'heartbeat/controller' },
        terms: { vacancyMs: Infinity },
      },
      { type: 'nodes', clusters: ['prod'] },
    ]);
  });

  it('names what is wrong with a source of Leases', () => {
    const bad = () =>
      read({
        sources: [
          { type: 'leases' },
          { type: 'leases', names: [] },
          { type: 'leases', names: ['Cert Manager', { name: 'x' }] },
          { type: 'nodes', namespaces: ['kube-node-lease'] },
          { type: 'label', election: 'yes', duration: '0s', grace: 'long' },
          { type: 'label', vacancy: 'never' },
        ],
      });
    expect(bad).toThrow('heartbeat.sources[0].names: ');
    expect(bad).toThrow('heartbeat.sources[1].names: is empty');
    expect(bad).toThrow('heartbeat.sources[2].names[0]: "Cert Manager" is');
    expect(bad).toThrow('heartbeat.sources[2].names[1]');
    expect(bad).toThrow(
      'heartbeat.sources[3].namespaces: there is no such key',
    );
    expect(bad).toThrow('heartbeat.sources[4].election: ');
    expect(bad).toThrow('heartbeat.sources[4].duration: ');
    expect(bad).toThrow('heartbeat.sources[4].grace: ');
    expect(bad).toThrow(
      'heartbeat.sources[5].vacancy: "never" is neither a duration nor "forever"',
    );
  });

  it.each([
    [
      'Kargo’s source and its one namespace',
      [['a', ['apps']]],
      {},
      'a',
      'apps',
    ],
    [
      'Kargo’s own namespace where its source has none',
      [['a']],
      {},
      'a',
      'kargo',
    ],
    [
      'the first source where none is Kargo’s',
      [['b'], ['c']],
      {},
      'b',
      undefined,
    ],
    ['what is said', [['a', ['apps']]], { namespace: 'x' }, 'a', 'x'],
    ['Kargo’s where no source has a label', [], {}, 'a', 'kargo'],
  ] as Array<[string, Array<[string, string[]?]>, object, string, string | undefined]>)(
    'of Kargo’s view is by default that of %s [H27]',
    (_, labels, kargo, label, namespace) => {
      const keys: Record<string, string> = {
        a: 'kargo.akuity.io/controller',
        b: 'example.com/b',
        c: 'example.com/c',
      };
      const sources = [
        { type: 'nodes' },
        ...labels.map(([key, namespaces]) => ({
          ...{ type: 'label', label: keys[key] },
          ...(namespaces && { namespaces }),
        })),
      ];
      expect(read({ sources, kargo }).kargo).toEqual({
        label: keys[label],
        namespace,
      });
    },
  );

  it('needs nothing: one source, every namespace of every cluster, and no writing', () => {
    expect(readHeartbeatOptions(new ConfigReader({}))).toEqual({
      defaultController: '',
      kargo: { label: 'heartbeat/controller', namespace: undefined },
      marginMs: 1_000,
      maxDurationMs: 3_600_000,
      sources: [{ type: 'label', label: 'heartbeat/controller' }],
      history: { retentionMs: 400 * 24 * 3_600_000 },
      metrics: { perController: false, perServer: false },
      notifications: {
        enabled: true,
        statuses: ['Dead', 'Down'],
        delayMs: 60_000,
        fallbackRecipients: [],
      },
      servers: [],
      monitor: {
        intervalMs: 30_000,
        timeoutMs: 5_000,
        failures: 3,
        passes: 2,
        concurrency: 1_000,
        concurrencyPerHost: 4,
        shards: 16,
        references: [],
        maintenance: [],
        annotations: { allow: [] },
      },
      renewer: undefined,
    });
  });

  it('reads whom to tell of what, and when', () => {
    const notifications = {
      enabled: true,
      statuses: ['Dead', 'Unknown'],
      fallbackRecipients: ['group:default/platform'],
    };
    expect(
      read({ notifications: { ...notifications, delay: '0s' } }).notifications,
    ).toEqual({ ...notifications, delayMs: 0 });
    const metrics = { perController: true, perServer: true };
    expect(read({ metrics }).metrics).toEqual(metrics);
  });

  it.each([
    [{ statuses: ['Late'] }, 'notifications.statuses[0]: "Late" is not a'],
    [
      { statuses: [] },
      'notifications.statuses: is empty; write enabled: false',
    ],
    [{ delay: 'soon' }, 'notifications.delay: "soon" is not a duration'],
    [{ delay: { seconds: -1 } }, 'notifications.delay: '],
    [
      { fallbackRecipients: ['platform'] },
      'notifications.fallbackRecipients[0]: "platform" is not an entity ref',
    ],
    [{ recipients: [] }, 'notifications.recipients: there is no such key'],
  ])('refuses %j for notifications', (notifications, sentence) => {
    expect(() => read({ notifications })).toThrow(`heartbeat.${sentence}`);
  });

  it('reads sources, margin and renewer in every form of a duration', () => {
    const options = read({
      defaultController: 'kargo',
      margin: 'PT2S',
      maxDuration: { minutes: 10 },
      sources: [
        {
          type: 'label',
          label: 'kargo.akuity.io/controller',
          namespaces: ['kargo'],
          clusters: ['prod'],
        },
      ],
      renewer: {
        enabled: true,
        controller: 'backstage',
        cluster: 'prod',
        namespace: 'backstage',
        duration: '30s',
        replica: 'pod-1',
      },
    });
    expect(options).toMatchObject({
      defaultController: 'kargo',
      marginMs: 2_000,
      maxDurationMs: 600_000,
      sources: [
        {
          type: 'label',
          label: 'kargo.akuity.io/controller',
          namespaces: ['kargo'],
          clusters: ['prod'],
        },
      ],
      renewer: {
        controller: 'backstage',
        cluster: 'prod',
        namespace: 'backstage',
        replica: 'pod-1',
        durationMs: 30_000,
        label: 'heartbeat/controller',
        prefix: 'heartbeat',
      },
    });
  });

  it('reads clusters that are asked directly', () => {
    const { clusters } = read({
      clusters: [
        { name: 'home', inCluster: true },
        { name: 'prod', kubeconfig: '/etc/kube/config', context: 'prod-eu' },
      ],
    });
    expect(clusters).toEqual([
      { name: 'home', type: 'inCluster' },
      {
        name: 'prod',
        type: 'kubeconfig',
        path: '/etc/kube/config',
        context: 'prod-eu',
      },
    ]);
  });

  it('names each cluster that cannot be asked directly', () => {
    const bad = () =>
      read({
        clusters: [
          { name: 'a' },
          { name: 'b', inCluster: true, kubeconfig: '/etc/kube/config' },
          { name: 'c', kubeconfig: 'kube/config' },
          { name: '', inCluster: true },
          { name: 'd', inCluster: true, url: 'https://d' },
        ],
      });
    expect(bad).toThrow(
      'heartbeat.clusters[0]: does not say how to reach it; write inCluster: true, or kubeconfig: <file>',
    );
    expect(bad).toThrow(
      'heartbeat.clusters[1]: inCluster goes with neither kubeconfig nor context',
    );
    expect(bad).toThrow(
      'heartbeat.clusters[2].kubeconfig: "kube/config" is not an absolute path; write e.g. "${HOME}/.kube/config"',
    );
    expect(bad).toThrow('heartbeat.clusters[3].name: is empty');
    expect(bad).toThrow('heartbeat.clusters[4].url: there is no such key');
    expect(() => read({ clusters: [] })).toThrow(
      'heartbeat.clusters: is empty; leave it out to mean those of the Kubernetes plugin',
    );
    expect(() =>
      read({
        clusters: [
          { name: 'a', inCluster: true },
          { name: 'a', kubeconfig: '/etc/kube/config' },
        ],
      }),
    ).toThrow('heartbeat.clusters[1].name: "a" is there twice');
  });

  it('beats every 40 s unless told otherwise [H11]', () => {
    const { renewer } = read({
      renewer: {
        enabled: true,
        controller: '',
        cluster: 'prod',
        namespace: 'backstage',
      },
    });
    expect(renewer?.durationMs).toBe(120_000);
  });

  describe('of several replicas', () => {
    const replicaOf = (renewer: object) =>
      read({
        renewer: {
          ...{ enabled: true, controller: 'a', cluster: 'b', namespace: 'c' },
          ...renewer,
        },
      }).renewer?.replica;

    it('gives each the name of its host', () => {
      const hostname = jest.spyOn(os, 'hostname');
      hostname.mockReturnValueOnce('backstage-7d9f-abcde');
      expect(replicaOf({})).toBe('backstage-7d9f-abcde');
      hostname.mockReturnValueOnce(`My.MacBook_${'x'.repeat(80)}`);
      expect(replicaOf({})).toMatch(/^my-macbook-x{52}$/);
    });

    it('has none where there is only one', () => {
      expect(replicaOf({ replica: '' })).toBeUndefined();
    });

    it('refuses a name that no Lease can bear', () => {
      expect(() => replicaOf({ replica: 'Pod.1' })).toThrow(
        'heartbeat.renewer.replica: "Pod.1" is not a replica\'s name',
      );
    });
  });

  it('keeps history for as long as its longest window, at least', () => {
    expect(read({ history: { retention: { days: 90 } } }).history).toEqual({
      retentionMs: 90 * 24 * 3_600_000,
    });
    expect(() => read({ history: { retention: '80d' } })).toThrow(
      'heartbeat.history.retention: "80d" is too short',
    );
  });

  it('names every wrong key at once', () => {
    const bad = () =>
      read({
        margins: '1s',
        maxDuration: 'soon',
        sources: [
          { type: 'label', namespaces: ['Kargo_'] },
          { type: 'lable' },
          { type: 'label', label: 'not a label', clusters: [] },
        ],
        renewer: { enabled: 'yes' },
      });
    expect(bad).toThrow('heartbeat.margins: there is no such key');
    expect(bad).toThrow(
      'heartbeat.maxDuration: "soon" is not a duration; write e.g. "30s" or { seconds: 30 }',
    );
    expect(bad).toThrow(
      'heartbeat.sources[0].namespaces[0]: "Kargo_" is not a namespace name',
    );
    expect(bad).toThrow(
      'heartbeat.sources[1].type: "lable" is not a kind of source',
    );
    expect(bad).toThrow(
      'heartbeat.sources[2].label: "not a label" is not a label key',
    );
    expect(bad).toThrow('heartbeat.sources[2].clusters: is empty');
    expect(bad).toThrow('heartbeat.renewer.enabled: is neither true nor false');
  });

  it.each([
    ['zero', '0s', 'whole seconds, at least one'],
    ['negative', { seconds: -1 }, 'is too short'],
    ['half a second', '500ms', 'whole seconds, at least one'],
    ['a second and a half', '1500ms', 'whole seconds'],
    ['no duration at all', 'often', 'is not a duration'],
  ])(
    'refuses a renewer with a duration of %s [H1] [H11]',
    (_, duration, why) => {
      expect(() =>
        read({
          renewer: {
            enabled: true,
            controller: 'a',
            cluster: 'b',
            namespace: 'c',
            duration,
          },
        }),
      ).toThrow(new RegExp(`heartbeat\\.renewer\\.duration: .*${why}`));
    },
  );
});
