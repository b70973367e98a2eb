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

import {
  execFile,
  execFileSync,
  spawn,
  type ChildProcess,
} from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@internal/test-support';
import { freePort } from './freePort';

/** It takes half a second; a loaded machine, and one that was killed, get more. */
const READY_TIMEOUT_MS = 60_000;
const ASK_EVERY_MS = 100;

/** The directory of the programs of this machine's PostgreSQL, which `npm test` finds; undefined where there is none. */
export const postgresPrograms: string | undefined =
  process.env.HEARTBEAT_TEST_POSTGRES;

/** PostgreSQL refuses to run as root: its own user has to. */
function user(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A PostgreSQL server of one test's own, which may be taken away and come back. */
export class PostgresServer {
  /** What a client needs to connect to it. */
  readonly connection: string;
  readonly #programs: string;
  readonly #directory: string;
  readonly #port: number;
  readonly #user = user();
  #process: ChildProcess | undefined;

  private constructor(programs: string, directory: string, port: number) {
    this.#programs = programs;
    this.#directory = directory;
    this.#port = port;
    this.connection = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  }

  /** @throws without {@link postgresPrograms} */
  static async start(): Promise<PostgresServer> {
    if (!postgresPrograms) {
      throw new Error('no PostgreSQL on this machine: install postgresql');
    }
    const directory = mkdtempSync(join(tmpdir(), 'heartbeat-e2e-postgres-'));
    const server = new PostgresServer(
      postgresPrograms,
      directory,
      await freePort(),
    );
    try {
      server.#makeData();
      await server.restart();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** All of its processes stand still: connections stay open, and nobody answers. */
  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  /** It is gone at once, with all connections; its data stay. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Starts it again after a {@link kill}, on the same port and data. */
  async restart(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      // no socket but TCP: the path of one may be too long, on macOS above all
      unix_socket_directories: '',
      // the machine does not fail, only the server does
      fsync: 'off',
    };
    this.#process = spawn(
      join(this.#programs, 'postgres'),
      [
        ...['-D', join(this.#directory, 'data'), '-p', `${this.#port}`],
        ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
      ],
      { ...this.#user, cwd: this.#directory, stdio: 'ignore' },
    );
    const server = this.#process;
    await eventually(
      'PostgreSQL to be ready',
      async () => server.exitCode !== null || (await this.#isReady()),
      { withinMs: READY_TIMEOUT_MS, everyMs: ASK_EVERY_MS },
    );
    if (server.exitCode !== null) {
      throw new Error('PostgreSQL ended by itself');
    }
  }

  async stop(): Promise<void> {
    this.resume();
    // disconnects everyone and ends
    await this.#end('SIGINT');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #makeData(): void {
    const { uid, gid } = this.#user;
    if (uid !== undefined && gid !== undefined) {
      chownSync(this.#directory, uid, gid);
    }
    const data = join(this.#directory, 'data');
    execFileSync(
      join(this.#programs, 'initdb'),
      ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync'],
      { ...this.#user, cwd: this.#directory, stdio: 'pipe' },
    );
  }

  async #isReady(): Promise<boolean> {
    const program = join(this.#programs, 'pg_isready');
    const args = ['-q', '-h', '127.0.0.1', '-p', `${this.#port}`];
    // it says so by its exit code
    return promisify(execFile)(program, args).then(
      () => true,
      () => false,
    );
  }

  async #end(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    const server = this.#process;
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise(resolve => server.once('exit', resolve));
      if (signal === 'SIGKILL') {
        this.#signal(signal);
      } else {
        server.kill(signal);
      }
      await ended;
    }
  }

  /** To the server first, which starts no other process any more, and then to one for each connection. */
  #signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    const pid = this.#process?.pid;
    if (pid === undefined) {
      return;
    }
    const children = childrenOf(pid);
    this.#process?.kill(signal);
    for (const child of new Set([...children, ...childrenOf(pid)])) {
      try {
        process.kill(child, signal);
      } catch {
        // it has ended by itself
      }
    }
  }
}

/** As long as the parent lives. */
function childrenOf(parent: number): number[] {
  return process.platform === 'linux'
    ? childrenOnLinux(parent)
    : childrenElsewhere(parent);
}

function childrenOnLinux(parent: number): number[] {
  try {
    return readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

/** Not on Linux too: a small one has no ps. */
function childrenElsewhere(parent: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' })
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
    .filter(([ppid]) => ppid === parent)
    .map(([, pid]) => pid);
}
