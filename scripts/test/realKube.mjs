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

import { execFile } from 'node:child_process';
import { access, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { onEnd } from './children.mjs';

/** Below those that a system gives to outgoing connections: one of these must not take the port of a server that is down. */
const PORTS = { from: 20_000, to: 30_000 };

/** The API server's, etcd's, and the next one, where etcd talks to its peers. */
const PORT_COUNT = 3;

/**
 * A real API server for the tests of outages, which take it away and bring it
 * back: one of their own, so that the other tests keep theirs.
 *
 * REAL_KUBE names the tool that starts and stops it (`up`, `pause`, `resume`,
 * `kill`, `down`). Its programs are those of the directory that the tool uses
 * otherwise.
 *
 * @returns {Promise<{ env: Record<string, string>, end: () => Promise<void> } | undefined>}
 * `env` is where the tests find it; undefined without REAL_KUBE
 */
export async function prepareRealKube() {
  if (!process.env.REAL_KUBE) {
    return undefined;
  }
  const tool = resolve(process.env.REAL_KUBE);
  const programs = join(usualDirectory(), 'bin');
  await access(programs).catch(() => {
    throw new Error(`REAL_KUBE: there is no ${programs}; run ${tool} up once`);
  });
  const directory = await mkdtemp(join(tmpdir(), 'heartbeat-real-kube-'));
  await symlink(programs, join(directory, 'bin'));
  const port = await adjacentFreePorts(PORT_COUNT);
  const env = {
    REAL_KUBE: tool,
    REAL_KUBE_DIR: directory,
    REAL_KUBE_PORT: `${port}`,
    REAL_KUBE_ETCD_PORT: `${port + 1}`,
  };
  const end = onEnd(async () => {
    await promisify(execFile)(tool, ['down'], {
      env: { ...process.env, ...env },
    });
    await rm(directory, { recursive: true });
  });
  return { env, end };
}

function usualDirectory() {
  const { REAL_KUBE_DIR, XDG_CACHE_HOME } = process.env;
  return (
    REAL_KUBE_DIR ||
    join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'real-kube')
  );
}

/** @returns the first of so many ports on loopback that are free and follow each other */
async function adjacentFreePorts(count) {
  for (;;) {
    const first =
      PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    const ports = Array.from({ length: count }, (_, i) => first + i);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) {
      return first;
    }
  }
}

async function isFree(port) {
  const server = createServer();
  const isListening = await new Promise(done => {
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => done(true));
  });
  if (isListening) {
    await new Promise(done => server.close(done));
  }
  return isListening;
}
