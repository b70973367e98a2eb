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

import { MERGE, STRATEGIC } from '../contract/WireClient';
import { useEmbedded } from '../contract/useEmbedded';

/*
 * Not part of the contract: the API server 1.20.2 that the contract runs against dies of the first custom resource,
 * by a defect of its JSON library under the Go that built it.
 */
const GROUP = 'embedded.heartbeat.test';
const WIDGETS = `/apis/${GROUP}/v1/namespaces/default/widgets`;

const widgetPath = (name: string) => `${WIDGETS}/${name}`;

const widget = (name: string, rest: object) => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'Widget',
  metadata: { name },
  ...rest,
});

describe('custom resources (the embedded API only: the real server of the contract does not survive them)', () => {
  const embedded = useEmbedded({
    resources: [
      {
        group: GROUP,
        version: 'v1',
        plural: 'widgets',
        kind: 'Widget',
        status: true,
      },
    ],
  });

  it('drops the status on create and counts generations of the spec', async () => {
    const created = await embedded.admin.post(
      WIDGETS,
      widget('one', { spec: { a: 1 }, status: { phase: 'Up' } }),
    );
    expect([
      created.status,
      created.json.spec,
      created.json.metadata.generation,
    ]).toEqual([201, { a: 1 }, 1]);
    expect(created.json).not.toHaveProperty('status');
    const patched = await embedded.admin.patch(widgetPath('one'), MERGE, {
      spec: { a: 2 },
    });
    expect(patched.json.metadata.generation).toBe(2);
  });

  it('writes the status through /status only, which leaves the spec alone', async () => {
    await embedded.admin.post(WIDGETS, widget('two', { spec: { a: 1 } }));
    const main = await embedded.admin.patch(widgetPath('two'), MERGE, {
      status: { phase: 'Down' },
    });
    expect(main.json).not.toHaveProperty('status');
    const status = await embedded.admin.patch(
      `${widgetPath('two')}/status`,
      MERGE,
      {
        spec: { a: 9 },
        status: { phase: 'Up' },
      },
    );
    expect([status.status, status.json.spec, status.json.status]).toEqual([
      200,
      { a: 1 },
      { phase: 'Up' },
    ]);
    expect(status.json.metadata.generation).toBe(1);
    const spec = await embedded.admin.patch(widgetPath('two'), MERGE, {
      spec: { a: 2 },
      status: { phase: 'Down' },
    });
    expect([spec.json.spec, spec.json.status]).toEqual([
      { a: 2 },
      { phase: 'Up' },
    ]);
  });

  it('refuses a stale status: 409', async () => {
    const { json } = await embedded.admin.post(
      WIDGETS,
      widget('three', { spec: {} }),
    );
    await embedded.admin.patch(widgetPath('three'), MERGE, { spec: { a: 1 } });
    const { status } = await embedded.admin.put(
      `${widgetPath('three')}/status`,
      {
        ...json,
        status: { phase: 'Up' },
      },
    );
    expect(status).toBe(409);
  });

  it('refuses a strategic merge patch: 415', async () => {
    await embedded.admin.post(WIDGETS, widget('four', { spec: {} }));
    expect(
      (
        await embedded.admin.patch(widgetPath('four'), STRATEGIC, {
          spec: { a: 1 },
        })
      ).status,
    ).toBe(415);
  });

  it('does not create by PUT: 404', async () => {
    expect(
      (
        await embedded.admin.put(
          widgetPath('five'),
          widget('five', { spec: {} }),
        )
      ).status,
    ).toBe(404);
  });

  it('tells watchers of a status', async () => {
    await embedded.admin.post(WIDGETS, widget('six', { spec: {} }));
    const watch = await embedded.admin.watch(
      `${WIDGETS}?fieldSelector=metadata.name%3Dsix`,
    );
    expect(await watch.take(1)).toEqual(['ADDED six']);
    await embedded.admin.patch(`${widgetPath('six')}/status`, MERGE, {
      status: { phase: 'Up' },
    });
    const { type, object } = await watch.next();
    expect([type, object.status]).toEqual(['MODIFIED', { phase: 'Up' }]);
    watch.close();
  });

  it('counts as a resource of its own for rights', async () => {
    const client = embedded.clientFor('reader', [
      { verbs: ['patch'], apiGroups: [GROUP], resources: ['widgets/status'] },
    ]);
    await embedded.admin.post(WIDGETS, widget('seven', { spec: {} }));
    const patch = { status: { phase: 'Up' } };
    const status = await client.patch(
      `${widgetPath('seven')}/status`,
      MERGE,
      patch,
    );
    const main = await client.patch(widgetPath('seven'), MERGE, patch);
    expect([status.status, main.status]).toEqual([200, 403]);
  });
});
