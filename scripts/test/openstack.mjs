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
 * `npm run test:openstack`: the tests of servers against the OpenStack of the
 * environment, one that may be filled and emptied at will. They make servers,
 * flavors, networks, images and nodes of their own and remove them again.
 *
 * Their resources are in the embedded Kubernetes API, or in the cluster of
 * KUBECONFIG where HEARTBEAT_TEST_CUSTOM_RESOURCES says that it survives them.
 *
 * Some need to have a service of it stand still, or tokens that end soon: they
 * are skipped unless REAL_OPENSTACK names the tool that started it, and
 * REAL_OPENSTACK_TOKEN_SECONDS says how long its tokens live.
 */
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from './jest.mjs';
import { TestRun } from './TestRun.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const TESTS = 'plugins/*/src/**/*.openstack.test.ts';

/** What the tests find the cloud by. */
const VARIABLES = [
  'OS_AUTH_URL',
  'OS_USER_ID',
  'OS_PASSWORD',
  'OS_PROJECT_ID',
  'OS_ADMIN_USER_ID',
  'OS_ADMIN_PASSWORD',
  'OS_ADMIN_PROJECT_ID',
  'OS_IMAGE_ID',
];

function environment() {
  const missing = VARIABLES.filter(name => !process.env[name]);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(
        ', ',
      )} not set: npm run test:openstack runs the tests against the OpenStack that these name, a member of a project and an administrator there`,
    );
  }
  const { REAL_OPENSTACK, KUBECONFIG, HEARTBEAT_TEST_CUSTOM_RESOURCES } =
    process.env;
  return {
    HEARTBEAT_TEST_OPENSTACK: 'true',
    ...(KUBECONFIG &&
      HEARTBEAT_TEST_CUSTOM_RESOURCES && {
        HEARTBEAT_TEST_KUBECONFIG: resolve(KUBECONFIG),
      }),
    ...(REAL_OPENSTACK && { REAL_OPENSTACK: resolve(REAL_OPENSTACK) }),
  };
}

async function main() {
  const env = environment();
  process.chdir(ROOT);
  const testRun = new TestRun();
  // One after the other: they share one small cloud, and look at all that is in it.
  for (const file of globSync(TESTS).sort()) {
    await testRun.step(file, () =>
      jest(['backstage-cli', 'repo', 'test'], { patterns: [file], env }),
    );
  }
  return testRun.close();
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error.message);
    process.exit(1);
  },
);
