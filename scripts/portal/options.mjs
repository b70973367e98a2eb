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

import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from '../refusal.mjs';
import { root } from '../toolchain.mjs';
import { describeListener } from './listener.mjs';

const HELP = `npm start                                        the portal with its demo cluster
npm start -- --kubeconfig FILE [--context NAME]  the portal with a cluster of yours
npm start -- --verbose                           with everything that backend and app log

HEARTBEAT_APP_PORT (3000), HEARTBEAT_BACKEND_PORT (7007) and
HEARTBEAT_METRICS_PORT (9464) move the ports, HEARTBEAT_PORTAL_DIR (.portal)
what a running portal writes.`;

const DEFAULT_APP_PORT = 3000;
const DEFAULT_BACKEND_PORT = 7007;

/** Where Prometheus expects OpenTelemetry's exporter. */
const DEFAULT_METRICS_PORT = 9464;

/**
 * What the command line and the environment ask for.
 *
 * @throws Refusal with one line that names what is wrong
 */
export function readPortalOptions(args, env) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        kubeconfig: { type: 'string' },
        context: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new Refusal(`${error.message}\n\n${HELP}`);
  }
  if (values.context !== undefined && values.kubeconfig === undefined) {
    throw new Refusal(
      '--context needs --kubeconfig FILE: a context is a name in that file',
    );
  }
  // npm runs us in the root; a relative path is relative to where the user is
  const kubeconfig =
    values.kubeconfig &&
    resolve(env.INIT_CWD ?? process.cwd(), values.kubeconfig);
  if (kubeconfig && !existsSync(kubeconfig)) {
    throw new Refusal(
      `--kubeconfig ${values.kubeconfig}: there is no such file`,
    );
  }
  return {
    help: values.help ? HELP : undefined,
    kubeconfig,
    context: values.context,
    verbose: values.verbose,
    appPort: readPort(env, 'HEARTBEAT_APP_PORT', DEFAULT_APP_PORT),
    backendPort: readPort(env, 'HEARTBEAT_BACKEND_PORT', DEFAULT_BACKEND_PORT),
    metricsPort: readPort(env, 'HEARTBEAT_METRICS_PORT', DEFAULT_METRICS_PORT),
    directory: resolve(root, env.HEARTBEAT_PORTAL_DIR || join(root, '.portal')),
  };
}

function readPort(env, name, defaultPort) {
  const text = env[name];
  if (!text) {
    return defaultPort;
  }
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Refusal(
      `${name}=${text} is not a port; use a number from 1 to 65535`,
    );
  }
  return port;
}

/**
 * Makes sure that all ports are free, before anything is started.
 *
 * @throws Refusal that names the port and whom to ask
 */
export async function checkPorts({ appPort, backendPort, metricsPort }) {
  const wanted = [
    [appPort, 'the app', 'HEARTBEAT_APP_PORT'],
    [backendPort, 'the backend', 'HEARTBEAT_BACKEND_PORT'],
    [metricsPort, 'the metrics endpoint', 'HEARTBEAT_METRICS_PORT'],
  ];
  for (const [port, user, variable] of wanted) {
    // "localhost" may mean either; and macOS lets one listen at an address where another listens at all of them
    const free =
      (await canListen(port, '127.0.0.1')) &&
      (await canListen(port, '::1')) &&
      (await canListen(port));
    if (!free) {
      throw new Refusal(
        `Port ${port}, which ${user} needs, is taken by ${describeListener(
          port,
        )}: stop that, or choose another port with ${variable}=...`,
      );
    }
  }
}

function canListen(port, host) {
  return new Promise((settle, reject) => {
    const server = createServer();
    server.once('error', error => {
      if (error.code === 'EADDRINUSE') {
        settle(false);
      } else if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code)) {
        settle(true); // a machine without this kind of address
      } else if (error.code === 'EACCES') {
        reject(
          new Refusal(
            `Port ${port} is for the administrator only: choose one above 1023`,
          ),
        );
      } else {
        reject(error);
      }
    });
    server.listen({ port, host, exclusive: true }, () =>
      server.close(() => settle(true)),
    );
  });
}
