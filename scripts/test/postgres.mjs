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

/**
 * A PostgreSQL server for one test run: its own data in a temporary directory,
 * a free port on loopback, gone at the end.
 */
import { execFileSync } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEnd, run, start, stop } from './children.mjs';
import { findPostgres } from './findPostgres.mjs';

/** It takes half a second; a loaded machine gets a minute. */
const READY_TIMEOUT_MS = 60_000;

/** PostgreSQL refuses to run as root: its own user has to. */
function unprivileged() {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const id = flag =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort() {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/**
 * Starts a throwaway server, if this machine has PostgreSQL.
 *
 * @returns {Promise<{ version: number, env: Record<string, string>, stop: () => Promise<void> } | undefined>}
 * `env` makes Backstage's TestDatabases use it, and names the directory of its programs for tests that start servers of their own
 */
export async function startPostgres() {
  const found = findPostgres();
  if (found === undefined) {
    return undefined;
  }
  const { version, programs } = found;
  const bin = name => join(programs, name);
  const spawn = unprivileged();
  const dir = await mkdtemp(join(tmpdir(), 'heartbeat-postgres-'));
  const removeDir = () => rm(dir, { recursive: true, force: true });
  const end = onEnd(removeDir);
  try {
    if (spawn.uid !== undefined) {
      await chown(dir, spawn.uid, spawn.gid);
    }
    const data = join(dir, 'data');
    const initdb = await run(
      bin('initdb'),
      ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync'],
      { output: 'onFailure', spawn: { ...spawn, cwd: dir } },
    );
    if (initdb.code !== 0) {
      throw new Error(`initdb of PostgreSQL ${version} failed`);
    }
    const port = await freePort();
    const settings = {
      listen_addresses: '127.0.0.1',
      // no socket but TCP: the path of one may be too long, on macOS above all
      unix_socket_directories: '',
      // nothing here outlives the run
      fsync: 'off',
    };
    const server = start(
      bin('postgres'),
      [
        ...['-D', data, '-p', String(port)],
        ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
      ],
      {
        ...spawn,
        cwd: dir,
        stdio: 'ignore',
        // in our group, so that it ends even if we are killed
        detached: false,
        // disconnects everyone and ends
        stopSignal: 'SIGINT',
      },
    );
    const deadline = Date.now() + READY_TIMEOUT_MS;
    const isReady = async () =>
      (await run(bin('pg_isready'), ['-q', '-h', '127.0.0.1', '-p', `${port}`]))
        .code === 0;
    while (!(await isReady())) {
      if (server.exitCode !== null || Date.now() > deadline) {
        await stop(server);
        throw new Error(`PostgreSQL ${version} did not become ready`);
      }
      await sleep(100);
    }
    return {
      version,
      env: {
        HEARTBEAT_TEST_POSTGRES: programs,
        [`BACKSTAGE_TEST_DATABASE_POSTGRES${version}_CONNECTION_STRING`]: `postgresql://postgres@127.0.0.1:${port}/postgres`,
      },
      stop: async () => {
        await stop(server);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
