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

// The demo portal: a cluster (the embedded one, or a gateway to a real one),
// the backend and the app, each a child process. Runs inside the environment
// that toolchain.mjs prepares; when it ends, so do all three.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../refusal.mjs';
import { root } from '../toolchain.mjs';
import { closingBlock } from './closingBlock.mjs';
import { startCluster } from './cluster.mjs';
import { readPortalOptions } from './options.mjs';
import { Service, whenAnswering } from './Service.mjs';

const options = readPortalOptions(process.argv.slice(2), process.env);
const { appPort, backendPort, metricsPort, directory, verbose } = options;
const appUrl = `http://localhost:${appPort}`;
const backendUrl = `http://localhost:${backendPort}`;
const metricsUrl = `http://localhost:${metricsPort}/metrics`;

/** In the order in which they are stopped: who needs another goes first. */
const services = [];
const stopping = new AbortController();

function start(name, args, extra) {
  const service = Service.start({ name, args, directory, verbose, ...extra });
  services.unshift(service);
  service.ended.then(code => {
    if (!stopping.signal.aborted) {
      fail(
        `The ${name} ended by itself (exit code ${code}). Its last lines:\n${service.tail()}`,
      );
    }
  });
  return service;
}

async function stop(code) {
  if (stopping.signal.aborted) {
    return;
  }
  stopping.abort();
  for (const service of services) {
    await service.stop();
  }
  process.exit(code);
}

function fail(message) {
  if (!stopping.signal.aborted) {
    console.error(message);
  }
  return stop(1);
}

function startPackage(name, configs) {
  const cwd = join(root, 'packages', name);
  const cli = join(
    root,
    'node_modules',
    '@backstage',
    'cli',
    'bin',
    'backstage-cli',
  );
  const args = configs.flatMap(file => ['--config', file]);
  return start(name, [cli, 'package', 'start', ...args], {
    cwd,
    env: {
      ...process.env,
      BROWSER: 'none',
      APP_CONFIG_app_baseUrl: appUrl,
      APP_CONFIG_backend_baseUrl: backendUrl,
      APP_CONFIG_backend_listen_port: String(backendPort),
      APP_CONFIG_backend_cors_origin: appUrl,
      HEARTBEAT_METRICS_PORT: String(metricsPort),
    },
  });
}

async function run() {
  const startedAt = Date.now();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const config = join(root, 'app-config.yaml');
  const localConfig = join(root, 'app-config.local.yaml');
  const ownConfigs = existsSync(localConfig) ? [localConfig] : [];
  startPackage('app', [config, ...ownConfigs]);
  const cluster = await startCluster({ ...options, start });
  if (cluster.warning) {
    console.warn(cluster.warning);
  }
  startPackage('backend', [config, cluster.config, ...ownConfigs]);
  await Promise.all([
    whenAnswering(
      `${backendUrl}/.backstage/health/v1/readiness`,
      stopping.signal,
    ),
    whenAnswering(`http://127.0.0.1:${appPort}`, stopping.signal),
  ]);
  if (stopping.signal.aborted) {
    return;
  }
  console.log(
    closingBlock({
      appUrl,
      backendUrl,
      metricsUrl,
      cluster,
      directory,
      seconds: (Date.now() - startedAt) / 1000,
    }),
  );
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => stop(0));
}
try {
  await run();
} catch (error) {
  await fail(error instanceof Refusal ? error.message : error.stack);
}
