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

import { lease, leasesOf } from '../contract/Fixture';
import { useEmbedded } from '../contract/useEmbedded';
import { field, message, readFields } from './protobuf';

const TABLE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
const LEASES = leasesOf('default');

/** What kubectl needs beyond the API itself; kubectl 1.27 to 1.33 were tried by hand. */
describe('what kubectl asks for', () => {
  const embedded = useEmbedded();

  it('prints Leases with holder and age', async () => {
    await embedded.admin.post(
      LEASES,
      lease('printed', { holderIdentity: 'me' }),
    );
    const { text } = await embedded.admin.get(
      `${LEASES}?fieldSelector=metadata.name%3Dprinted`,
      { headers: { Accept: TABLE } },
    );
    const { kind, columnDefinitions, rows } = JSON.parse(text);
    expect([
      kind,
      columnDefinitions.map(({ name }: { name: string }) => name),
    ]).toEqual(['Table', ['Name', 'Holder', 'Age']]);
    expect(rows).toEqual([
      {
        cells: ['printed', 'me', expect.stringMatching(/^\d+s$/)],
        object: expect.objectContaining({ kind: 'PartialObjectMetadata' }),
      },
    ]);
  });

  it('finds all resources by discovery', async () => {
    const { text } = await embedded.admin.get('/apis/coordination.k8s.io/v1');
    expect(JSON.parse(text).resources).toEqual([
      expect.objectContaining({
        name: 'leases',
        singularName: 'lease',
        namespaced: true,
        kind: 'Lease',
      }),
    ]);
    const { json } = await embedded.admin.get('/apis');
    expect(json).toMatchObject({
      kind: 'APIGroupList',
      groups: [{ name: 'coordination.k8s.io' }],
    });
  });

  it('learns from OpenAPI v3 that PATCH takes fieldValidation, without which it does not apply', async () => {
    const index = JSON.parse((await embedded.admin.get('/openapi/v3')).text);
    const { serverRelativeURL } = index.paths['apis/coordination.k8s.io/v1'];
    const { paths } = JSON.parse(
      (await embedded.admin.get(serverRelativeURL)).text,
    );
    const { patch } =
      paths[
        '/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases/{name}'
      ];
    expect(
      patch.parameters.map(({ name }: { name: string }) => name),
    ).toContain('fieldValidation');
    expect(patch['x-kubernetes-group-version-kind']).toEqual({
      group: 'coordination.k8s.io',
      version: 'v1',
      kind: 'Lease',
    });
  });

  it('learns the same from OpenAPI v2 in protobuf, before 1.29', async () => {
    const { status, headers, bytes } = await embedded.admin.get('/openapi/v2');
    expect([status, headers['content-type']]).toEqual([
      200,
      'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
    ]);
    const document = readFields(bytes);
    expect(document.get(1)?.[0].toString()).toBe('2.0');
    expect(bytes.toString('latin1')).toContain('fieldValidation');
  });

  it('creates a namespace by protobuf, since 1.32', async () => {
    const label = message(field(1, 'team'), field(2, 'a'));
    const metadata = message(field(1, 'from-protobuf'), field(11, label));
    const body = Buffer.concat([
      Buffer.from('k8s\0'),
      field(1, ''),
      field(2, field(1, metadata)),
    ]);
    const type = 'application/vnd.kubernetes.protobuf';
    const { status, json } = await embedded.admin.post(
      '/api/v1/namespaces',
      body.toString('latin1'),
      { type },
    );
    expect([status, json.metadata.labels]).toEqual([
      201,
      { 'kubernetes.io/metadata.name': 'from-protobuf', team: 'a' },
    ]);
    const lost = await embedded.admin.post(
      '/api/v1/namespaces',
      'k8s\0\x12\x7fcut',
      { type },
    );
    expect([lost.status, lost.json.message]).toEqual([
      400,
      'the body is no protobuf Namespace: field 2 is cut off',
    ]);
  });

  it.each(['/healthz', '/readyz', '/livez'])(
    'is told "ok" at %s',
    async path => {
      expect((await embedded.admin.get(path)).text).toBe('ok');
    },
  );
});
