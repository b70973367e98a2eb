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

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../refusal.mjs';
import { root } from '../toolchain.mjs';

/** Backstage's own way to run TypeScript in Node. */
const NODE_TRANSFORM = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'config',
  'nodeTransform.cjs',
);
const bin = name =>
  join(root, 'packages', 'demo-world', 'src', 'bin', `${name}.ts`);

/** Both files hold a token. */
const FOR_OWNER_ONLY = 0o600;

/**
 * Starts the cluster that the portal watches: the embedded one with its demo
 * world, or the gateway to the one that `--kubeconfig` names.
 *
 * @returns its `name`, a `warning` if there is something to warn of, the
 * `kubeconfig` and `context` that reach it, and the `config` file for the
 * backend
 */
export async function startCluster({ kubeconfig, context, directory, start }) {
  const isDemo = kubeconfig === undefined;
  const ready = isDemo
    ? await launch(start, 'cluster', [bin('demo')])
    : await launch(start, 'gateway', [
        bin('gateway'),
        kubeconfig,
        ...(context ? [context] : []),
      ]);
  const config = join(directory, 'app-config.cluster.yaml');
  write(config, appConfig(ready, isDemo));
  if (!isDemo) {
    return { ...ready, kubeconfig, context, config };
  }
  const demoKubeconfig = join(directory, 'kubeconfig');
  write(demoKubeconfig, ready.kubeconfig);
  return { ...ready, kubeconfig: demoKubeconfig, config };
}

/** Starts a service and waits for what it says of itself (serveParent.ts). */
function launch(start, name, program) {
  return new Promise((resolve, reject) => {
    const service = start(name, ['--require', NODE_TRANSFORM, ...program], {
      onMessage: message => {
        if (message.type === 'ready') {
          resolve(message);
        } else if (message.type === 'refused') {
          reject(new Refusal(message.why));
        }
      },
    });
    service.ended.then(
      () => reject(new Refusal(`The ${name} did not start`)),
      reject,
    );
  });
}

/** The renewer writes: it is on for the demo, and off for a cluster of yours. */
function appConfig({ name, url, caData, token, servers, unikorn }, isDemo) {
  const config = {
    kubernetes: {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name,
              url,
              caData,
              authProvider: 'serviceAccount',
              serviceAccountToken: token,
            },
          ],
        },
      ],
    },
    ...(isDemo && {
      heartbeat: {
        servers,
        unikorn,
        renewer: {
          enabled: true,
          controller: 'backstage',
          cluster: name,
          namespace: 'backstage',
          duration: '30s',
        },
      },
    }),
  };
  // JSON is YAML
  return `# written by npm start\n${JSON.stringify(config, undefined, 2)}\n`;
}

function write(file, text) {
  writeFileSync(file, text, { mode: FOR_OWNER_ONLY });
  chmodSync(file, FOR_OWNER_ONLY); // also where it existed before
}
