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
 * `npm run test:cluster`: the contract suite of the embedded Kubernetes API and
 * the integration tests, against the cluster of KUBECONFIG instead of the
 * embedded API. They make namespaces of their own and remove them again.
 *
 * The tests of outages need an API server that they may kill, never that one:
 * they are skipped unless REAL_KUBE names a tool that starts another.
 */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from './jest.mjs';
import { prepareRealKube } from './realKube.mjs';
import { TestRun } from './TestRun.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What runs against a cluster too. */
const SUITES = {
  'Contract suite': 'contract\\.test\\.ts$',
  'Integration tests': '\\.cluster\\.(slow\\.)?test\\.ts$',
};

async function kubeconfig() {
  const { KUBECONFIG } = process.env;
  if (!KUBECONFIG) {
    throw new Error(
      'KUBECONFIG is not set: KUBECONFIG=<file> npm run test:cluster runs the tests against that cluster',
    );
  }
  const file = resolve(KUBECONFIG);
  await access(file).catch(() => {
    throw new Error(`KUBECONFIG: cannot read ${file}`);
  });
  return file;
}

async function main() {
  const HEARTBEAT_TEST_KUBECONFIG = await kubeconfig();
  const realKube = await prepareRealKube();
  process.chdir(ROOT);
  const testRun = new TestRun();
  for (const [title, pattern] of Object.entries(SUITES)) {
    await testRun.step(title, () =>
      jest(['backstage-cli', 'repo', 'test'], {
        patterns: [pattern],
        env: { HEARTBEAT_TEST_KUBECONFIG, ...realKube?.env },
      }),
    );
  }
  await realKube?.end();
  return testRun.close();
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error.message);
    process.exit(1);
  },
);
