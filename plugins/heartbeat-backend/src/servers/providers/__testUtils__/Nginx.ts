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

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import { delimiter, join } from 'node:path';
import { eventually } from '@internal/test-support';

/** Where Debian has it; not always among the paths of somebody who is not root. */
const USUAL_PATH = '/usr/sbin';

/** How long it may take to begin to listen. */
const START_MS = 5000;

const RETRY_MS = 20;

/** The program; undefined where it is not installed. */
export const nginxProgram: string | undefined = [
  ...(process.env.PATH ?? '').split(delimiter),
  USUAL_PATH,
]
  .map(directory => join(directory, 'nginx'))
  .find(existsSync);

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('the server did not listen');
  }
  return address.port;
}

/** A real nginx with a configuration of its own, in a directory that goes with it. */
export class Nginx {
  readonly port: number;
  readonly #directory: string;
  readonly #process: ChildProcess;

  /**
   * @param options.server - what stands in its `server` block beside `listen`, as
   * the directory and whether it speaks TLS require
   * @param options.files - by name, in its directory
   */
  static async start(options: {
    server: (directory: string) => string;
    files: Record<string, string | Buffer>;
    isTls?: boolean;
  }): Promise<Nginx> {
    if (!nginxProgram) {
      throw new Error('nginx is not installed: install the package nginx');
    }
    const directory = await mkdtemp(join(os.tmpdir(), 'heartbeat-nginx-'));
    const port = await freePort();
    for (const [name, content] of Object.entries(options.files)) {
      await writeFile(join(directory, name), content);
    }
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map(kind => `${kind}_temp_path ${directory}/${kind};`)
      .join('\n');
    await writeFile(
      join(directory, 'nginx.conf'),
      `daemon off;
master_process off;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log;
events {}
http {
  access_log off;
  ${temporary}
  server {
    listen 127.0.0.1:${port} ${options.isTls ? 'ssl' : ''};
    root ${directory};
    ${options.server(directory)}
  }
}
`,
    );
    const child = spawn(
      nginxProgram,
      [
        ...['-p', directory],
        ...['-c', join(directory, 'nginx.conf')],
        ...['-e', join(directory, 'error.log')],
      ],
      { stdio: 'ignore' },
    );
    const nginx = new Nginx(port, directory, child);
    await nginx.#listening();
    return nginx;
  }

  private constructor(port: number, directory: string, child: ChildProcess) {
    this.port = port;
    this.#directory = directory;
    this.#process = child;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill();
      await once(this.#process, 'exit');
    }
    await rm(this.#directory, { recursive: true });
  }

  async #listening(): Promise<void> {
    const isOpen = async () => {
      const socket = net.connect(this.port, '127.0.0.1');
      const answer = await new Promise<boolean>(resolve =>
        socket
          .once('connect', () => resolve(true))
          .once('error', () => resolve(false)),
      );
      socket.destroy();
      return answer;
    };
    try {
      await eventually('nginx to listen', isOpen, {
        withinMs: START_MS,
        everyMs: RETRY_MS,
      });
    } catch (error) {
      await this.stop();
      throw error;
    }
  }
}
