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

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKubeconfig } from './openKubeconfig';

const CONFIG = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'staging',
  clusters: [{ name: 'one', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'me', user: { token: 't' } }],
  contexts: [
    { name: 'staging', context: { cluster: 'one', user: 'me' } },
    { name: 'production', context: { cluster: 'one', user: 'me' } },
    { name: 'orphan', context: { cluster: 'gone', user: 'me' } },
  ],
};

describe('openKubeconfig', () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
    file = join(directory, 'config');
    writeFileSync(file, JSON.stringify(CONFIG));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it('chooses the current context, or the one that is named', async () => {
    const current = await openKubeconfig({ file });
    expect(current.getCurrentContext()).toBe('staging');
    const named = await openKubeconfig({ file, context: 'production' });
    expect(named.getCurrentContext()).toBe('production');
  });

  it('names a context that the file lacks, and those that it has', async () => {
    await expect(openKubeconfig({ file, context: 'prod' })).rejects.toThrow(
      `${file} has no context "prod": it has staging, production, orphan`,
    );
  });

  it('names a context whose cluster is missing', async () => {
    await expect(openKubeconfig({ file, context: 'orphan' })).rejects.toThrow(
      `The context "orphan" in ${file} names a cluster that the file does not have`,
    );
  });

  it('says that a file has no contexts', async () => {
    writeFileSync(file, '{}');
    await expect(openKubeconfig({ file })).rejects.toThrow(
      `${file} has no current context: name one with --context (it has no contexts at all)`,
    );
  });

  it.each([
    ['that is not YAML', '{ "a: ['],
    ['of another kind', '[1, 2]'],
    ['of one word', 'just a word'],
  ])('refuses a file %s in one line', async (_, text) => {
    writeFileSync(file, text);
    await expect(openKubeconfig({ file })).rejects.toThrow(
      new RegExp(`^${file} [^\n]+$`),
    );
  });

  it('names a file that is not there', async () => {
    await expect(openKubeconfig({ file: '/no/such/file' })).rejects.toThrow(
      /^\/no\/such\/file is not a kubeconfig: .*ENOENT/,
    );
  });
});
