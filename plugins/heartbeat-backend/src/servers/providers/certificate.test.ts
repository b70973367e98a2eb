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

import { once } from 'node:events';
import tls, { type SecureContextOptions, type TLSSocket } from 'node:tls';
import { TestAuthority, selfSigned } from './__testUtils__/TestAuthority';
import {
  certificateOf,
  judgeCertificate,
  type CertificateExpectation,
} from './certificate';
import { CheckFailure } from './CheckFailure';

const NAME = 'orders.example.com';
const DAY_MS = 24 * 60 * 60 * 1000;

let root: TestAuthority;
let between: TestAuthority;
/** Nobody trusts it. */
let stranger: TestAuthority;

beforeAll(async () => {
  root = await TestAuthority.create({ name: 'Root' });
  between = await TestAuthority.create({ name: 'Between', issuer: root });
  stranger = await TestAuthority.create({ name: 'Stranger' });
});

/** What a server with this identity comes to, for one who trusts the root. */
async function judge(
  identity: SecureContextOptions,
  options: Partial<CertificateExpectation> & { name?: string } = {},
) {
  const { name = NAME, ...expected } = options;
  const server = tls.createServer(identity).listen(0, '127.0.0.1');
  let socket: TLSSocket | undefined;
  try {
    await once(server, 'listening');
    const address = server.address();
    socket = tls.connect({
      host: '127.0.0.1',
      port: typeof address === 'object' && address ? address.port : 0,
      servername: NAME,
      ca: root.cert,
      rejectUnauthorized: false,
    });
    await once(socket, 'secureConnect');
    return judgeCertificate(certificateOf(socket, name), {
      nowMs: Date.now(),
      minDaysLeft: 14,
      rejectUntrusted: true,
      ...expected,
    });
  } finally {
    socket?.destroy();
    server.close();
  }
}

function failure(reason: string, message: string) {
  return expect.objectContaining({
    constructor: CheckFailure,
    reason,
    message: expect.stringContaining(message),
  });
}

describe('a certificate', () => {
  it('is good for its name and its time if an authority that is trusted issued it', async () => {
    await expect(
      judge(await root.issue({ names: [NAME], toDays: 30.5 })),
    ).resolves.toEqual({
      facts: {
        'certificate expires': expect.stringMatching(
          /^\d{4}-\d\d-\d\d, in 30 days$/,
        ),
      },
      warning: undefined,
    });
  });

  it('is good for an address that stands in it', async () => {
    const identity = await root.issue({ names: ['127.0.0.1', '::1'] });
    await expect(judge(identity, { name: '127.0.0.1' })).resolves.toBeDefined();
    await expect(judge(identity, { name: '::1' })).resolves.toBeDefined();
    await expect(judge(identity, { name: '127.0.0.2' })).rejects.toEqual(
      failure('certificate-name-mismatch', ''),
    );
  });

  it('is good through an authority in between that is shown with it', async () => {
    const { key, cert } = await between.issue({ names: [NAME] });
    await expect(
      judge({ key, cert: [cert, between.cert].join('\n') }),
    ).resolves.toBeDefined();
  });

  it('is about to expire when fewer days are left than there should be', async () => {
    const identity = await root.issue({ names: [NAME], toDays: 1.5 });
    const { warning } = await judge(identity, { minDaysLeft: 2 });
    expect(warning).toEqual({
      reason: 'certificate-expiring',
      message: expect.stringMatching(
        /^Its certificate expires on \d{4}-\d\d-\d\d, in 1 day$/,
      ),
    });
    await expect(judge(identity, { minDaysLeft: 1 })).resolves.toEqual(
      expect.objectContaining({ warning: undefined }),
    );
  });

  it('expires in the moment that it says', async () => {
    const certificate = {
      subject: '',
      issuer: '',
      validFromMs: 0,
      validToMs: 10 * DAY_MS,
      isForOthers: false,
    };
    const at = (nowMs: number) => () =>
      judgeCertificate(certificate, {
        nowMs,
        minDaysLeft: 0,
        rejectUntrusted: true,
      });
    expect(at(10 * DAY_MS - 1)().warning).toBeUndefined();
    expect(at(10 * DAY_MS)).toThrow(
      failure('certificate-expired', 'expired on 1970-01-11, 0 days ago'),
    );
    expect(at(0)().warning).toBeUndefined();
    expect(at(-1)).toThrow(
      failure('certificate-not-yet-valid', 'valid from 1970-01-01 on only'),
    );
  });
});

describe('a certificate that is not good says why:', () => {
  const cases: Array<
    [
      why: string,
      identity: () => Promise<SecureContextOptions>,
      reason: string,
      message: string,
    ]
  > = [
    [
      'it has expired',
      () => root.issue({ names: [NAME], fromDays: -9, toDays: -3.5 }),
      'certificate-expired',
      ', 3 days ago',
    ],
    [
      'it has expired, whoever issued it',
      () => selfSigned({ names: [NAME], fromDays: -9, toDays: -1 }),
      'certificate-expired',
      'Its certificate expired on',
    ],
    [
      'it is not valid yet',
      () => root.issue({ names: [NAME], fromDays: 2 }),
      'certificate-not-yet-valid',
      'Its certificate is valid from',
    ],
    [
      'it is for another name',
      () => root.issue({ names: ['pay.example.com', 'b.example.com'] }),
      'certificate-name-mismatch',
      'for "pay.example.com"',
    ],
    [
      'its wildcard does not reach that deep',
      () => root.issue({ names: ['*.com'] }),
      'certificate-name-mismatch',
      'for "*.com"',
    ],
    [
      'it vouches for itself',
      () => selfSigned({ names: [NAME] }),
      'certificate-untrusted',
      'self-signed',
    ],
    [
      'nobody knows its authority, which it does not show',
      () => stranger.issue({ names: [NAME] }),
      'certificate-untrusted',
      'does not show the certificate of its issuer "Stranger"',
    ],
    [
      'nobody knows its authority, which it shows',
      async () => {
        const { key, cert } = await stranger.issue({ names: [NAME] });
        return { key, cert: [cert, stranger.cert].join('\n') };
      },
      'certificate-untrusted',
      'The authority behind its certificate is not known here; it was issued by "Stranger"',
    ],
    [
      'its chain lacks what is in between',
      () => between.issue({ names: [NAME] }),
      'certificate-untrusted',
      'Its chain is incomplete: it does not show the certificate of its issuer "Between"',
    ],
    [
      'what is in between has expired',
      async () => {
        const old = await TestAuthority.create({
          name: 'Old',
          issuer: root,
          fromDays: -9,
          toDays: -2,
        });
        const { key, cert } = await old.issue({ names: [NAME] });
        return { key, cert: [cert, old.cert].join('\n') };
      },
      'certificate-expired',
      'an issuer in its chain has expired',
    ],
    [
      'names in it that are no names cannot break a line',
      () => root.issue({ names: ['a\u0007b'.padEnd(60, 'c')] }),
      'certificate-name-mismatch',
      'for "a bc',
    ],
  ];

  it.each(cases)('%s', async (_, identity, reason, message) => {
    await expect(judge(await identity())).rejects.toEqual(
      failure(reason, message),
    );
  });

  it('whoever is trusted, where the operator says that this does not matter', async () => {
    const expected = { rejectUntrusted: false };
    await expect(
      judge(await selfSigned({ names: [NAME] }), expected),
    ).resolves.toBeDefined();
    await expect(
      judge(await selfSigned({ names: ['b.example.com'] }), expected),
    ).rejects.toEqual(failure('certificate-name-mismatch', ''));
    await expect(
      judge(await selfSigned({ names: [NAME], toDays: -0.5 }), expected),
    ).rejects.toEqual(failure('certificate-expired', ', 0 days ago'));
  });
});
