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

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The state of a listening socket in /proc/net/tcp. */
const LISTEN = '0A';

/**
 * Who listens on a port, as far as this system tells.
 *
 * @returns for example `process 4711 (node server.js)`
 */
export function describeListener(port) {
  const unknown = `another process ("lsof -nP -i :${port}" names it)`;
  try {
    const inodes = listeningSockets(port);
    const pid = readdirSync('/proc').find(
      name => /^\d+$/.test(name) && holds(name, inodes),
    );
    return pid ? `process ${pid} (${commandOf(pid)})` : unknown;
  } catch {
    return unknown; // only Linux has /proc
  }
}

function listeningSockets(port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap(file => readFileSync(file, 'utf8').split('\n').slice(1))
    .map(line => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === LISTEN)
    .map(fields => `socket:[${fields[9]}]`);
}

function holds(pid, sockets) {
  const directory = `/proc/${pid}/fd`;
  try {
    return readdirSync(directory).some(fd =>
      sockets.includes(targetOf(`${directory}/${fd}`)),
    );
  } catch {
    return false; // gone meanwhile, or somebody else's
  }
}

/** One that is closed meanwhile, as the one that reads the directory, says nothing of the others. */
function targetOf(link) {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

function commandOf(pid) {
  const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(
    '\0',
  );
  return [program.split('/').at(-1), ...args].join(' ').trim().slice(0, 60);
}
