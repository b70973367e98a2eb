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

import { isIP } from 'node:net';

/** How long a certificate is good: no test and no demo runs longer. */
const VALID_DAYS = 30;

/**
 * Makes a key and a self-signed certificate for a host, in PEM. kubectl sends no token to a server without TLS.
 *
 * @param days - for how long it is good from now on
 *
 * @internal
 */
export async function makeCertificate(
  host: string,
  days: number = VALID_DAYS,
): Promise<{ key: string; cert: string }> {
  const { generate } = await import('selfsigned');
  const DNS_NAME = 2;
  const IP_ADDRESS = 7;
  const { private: key, cert } = generate(
    [{ name: 'commonName', value: 'embedded-kubernetes' }],
    {
      algorithm: 'sha256',
      keySize: 2048,
      days,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: DNS_NAME, value: 'localhost' },
            { type: IP_ADDRESS, ip: '127.0.0.1' },
            ...(isIP(host) === 0 ? [{ type: DNS_NAME, value: host }] : []),
            ...(isIP(host) !== 0 && host !== '127.0.0.1'
              ? [{ type: IP_ADDRESS, ip: host }]
              : []),
          ],
        },
      ],
    },
  );
  return { key, cert };
}
