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

import { gzipSync } from 'node:zlib';
import { TargetGuard } from '../../../targets';
import { checkOnce } from '../__testUtils__/checkOnce';
import { Nginx, nginxProgram } from '../__testUtils__/Nginx';
import { TestAuthority } from '../__testUtils__/TestAuthority';
import { createHttpProvider } from './createHttpProvider';

const NAME = 'orders.example.com';

const provider = createHttpProvider({
  guard: new TargetGuard({
    allow: [],
    lookup: async () => [{ address: '127.0.0.1', family: 4 }],
  }),
});

const SERVER = (directory: string) => `
  default_type application/json;
  gzip on;
  gzip_types application/json;
  gzip_min_length 1;
  location = /old { return 301 /older; }
  location = /older { return 301 /status.json; }
  location = /private.json {
    auth_basic "private";
    auth_basic_user_file ${directory}/users;
    alias ${directory}/status.json;
  }
  location = /packed {
    add_header Content-Encoding gzip;
    alias ${directory}/status.json.gz;
  }
`;

const STATUS = JSON.stringify({ status: 'UP', version: '2.7.1' });

const FILES = {
  'status.json': STATUS,
  'status.json.gz': gzipSync(STATUS),
  users: 'monitor:{PLAIN}password\n',
};

const isUp = { json: { path: '$.status', equals: 'UP' } };

(nginxProgram ? describe : describe.skip)(
  `a check of a real nginx${nginxProgram ? '' : ' (skipped: no nginx here)'}`,
  () => {
    let nginx: Nginx;

    beforeAll(async () => {
      nginx = await Nginx.start({ server: SERVER, files: FILES });
    });

    afterAll(async () => {
      await nginx.stop();
    });

    it.each([
      ['a file', '/status.json', {}, 'healthy'],
      ['a file by HEAD', '/status.json', { method: 'HEAD' }, 'healthy'],
      ['what is in it', '/status.json', isUp, 'healthy'],
      [
        'what is not in it',
        '/status.json',
        { json: { path: '$.version', equals: '2.8' } },
        'body-mismatch',
      ],
      ['a file that is packed', '/packed', isUp, 'healthy'],
      ['nothing', '/nothing', {}, 'unexpected-status'],
      ['a file that moved twice', '/old', isUp, 'healthy'],
      [
        'a file that moved once too often',
        '/old',
        { redirects: { max: 1 } },
        'too-many-redirects',
      ],
      ['a file for others', '/private.json', {}, 'unexpected-status'],
      [
        'a file for us',
        '/private.json',
        { basicAuth: { username: 'monitor', password: 'password' }, ...isUp },
        'healthy',
      ],
      [
        'by a method that it does not allow',
        '/status.json',
        { method: 'POST', body: '{}' },
        'unexpected-status',
      ],
    ])('that is asked for %s', async (_, path, more, expected) => {
      const { outcome, reason } = await checkOnce(provider, {
        url: `http://${NAME}:${nginx.port}${path}`,
        ...more,
      });
      expect(reason ?? outcome).toBe(expected);
    });

    it('with a certificate that is good for a day', async () => {
      const authority = await TestAuthority.create({ name: 'authority' });
      const { key, cert } = await authority.issue({ names: [NAME], toDays: 1 });
      const secure = await Nginx.start({
        isTls: true,
        server: directory => `
          ssl_certificate ${directory}/cert.pem;
          ssl_certificate_key ${directory}/key.pem;
        `,
        files: { ...FILES, 'cert.pem': cert, 'key.pem': key },
      });
      const url = `https://${NAME}:${secure.port}/status.json`;
      const warned = await checkOnce(provider, {
        url,
        tls: { ca: authority.cert },
      });
      const content = await checkOnce(provider, {
        url,
        tls: { ca: authority.cert, minDaysLeft: 0 },
      });
      const untrusted = await checkOnce(provider, { url });
      await secure.stop();
      expect(warned).toMatchObject({
        outcome: 'degraded',
        reason: 'certificate-expiring',
      });
      expect(content).toMatchObject({ outcome: 'healthy' });
      expect(untrusted).toMatchObject({
        outcome: 'down',
        reason: 'certificate-untrusted',
      });
    });
  },
);
