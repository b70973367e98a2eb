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
import fs, {
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../time/clock';
import { KeptFile } from './KeptFile';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heartbeat-'));
  path = join(directory, 'token');
});

afterEach(async () => {
  jest.restoreAllMocks();
  await rm(directory, { recursive: true });
});

/** As if nothing had been written for a minute. */
const settled = () => ({
  ...systemClock,
  wallMs: () => Date.now() + 60_000,
});

describe('a file', () => {
  it('that does not change is read once', async () => {
    await writeFile(path, 'one');
    const file = new KeptFile(path, settled());
    const readFile = jest.spyOn(fs, 'readFile');
    expect([await file.read(), await file.read()]).toEqual(['one', 'one']);
    expect(readFile).toHaveBeenCalledTimes(1);
  });

  it('that was changed a moment ago is read again, as its next change may look the same', async () => {
    const file = new KeptFile(path);
    for (const text of ['one', 'two', 'six', 'ten']) {
      await writeFile(path, text);
      expect(await file.read()).toBe(text);
    }
  });

  it('is read again when it was written anew, or another one was moved onto it', async () => {
    const file = new KeptFile(path, settled());
    await writeFile(path, 'one');
    expect(await file.read()).toBe('one');
    await writeFile(path, 'three');
    expect(await file.read()).toBe('three');
    await writeFile(`${path}.new`, 'seven');
    await rename(`${path}.new`, path);
    expect(await file.read()).toBe('seven');
  });

  it('is read again when the directory behind it is another one, as in the volume of a Secret', async () => {
    for (const text of ['one', 'two']) {
      await mkdir(join(directory, text));
      await writeFile(join(directory, text, 'token'), text);
    }
    const link = async (to: string) => {
      await symlink(to, join(directory, 'data.new'));
      await rename(join(directory, 'data.new'), join(directory, 'data'));
    };
    await link('one');
    await symlink('data/token', path);
    const file = new KeptFile(path, settled());
    expect(await file.read()).toBe('one');
    await link('two');
    expect(await file.read()).toBe('two');
  });

  it('that is gone is an error, and no text of before', async () => {
    await writeFile(path, 'one');
    const file = new KeptFile(path, settled());
    await file.read();
    await rm(path);
    await expect(file.read()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
