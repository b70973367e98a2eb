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

// What `npm start`, `npm test` and the scripts of package.json call.
// It needs nothing but Node's own modules, from Node 20 on; what the command
// itself needs is fetched first (toolchain.mjs).

import { join } from 'node:path';
import { checkPorts, readPortalOptions } from './portal/options.mjs';
import { runInGroup, runInTerminal } from './processes.mjs';
import { Refusal } from './refusal.mjs';
import { prepareToolchain, root } from './toolchain.mjs';

/** Backstage's own way to run TypeScript in Node. */
const nodeTransform = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'config',
  'nodeTransform.cjs',
);
const script = (...path) => join(root, 'scripts', ...path);

const commands = {
  async start(args) {
    const options = readPortalOptions(args, process.env);
    if (options.help) {
      console.log(options.help);
      return 0;
    }
    await checkPorts(options);
    const { env, node } = await prepareToolchain();
    const code = await runInGroup(
      node,
      [script('portal', 'main.mjs'), ...args],
      env,
    );
    // npm calls every other end a failed script, and stopping is not a failure
    return code === 'stopped' ? 0 : code;
  },

  test: args => runTests('main.mjs', args),
  'test:all': args => runTests('main.mjs', ['--all', ...args]),
  'test:cluster': args => runTests('cluster.mjs', args),
  'test:openstack': args => runTests('openstack.mjs', args),
  'bench:observer': args => runBenchmark('observer.ts', args),
  'bench:viewers': args => runBenchmark('viewers.ts', args),
  'bench:tracker': args => runBenchmark('tracker.ts', args),
  'bench:api': args => runBenchmark('api.ts', args),
  'bench:monitor': args => runBenchmark('monitor.ts', args),
  'bench:unikorn': args => runBenchmark('unikorn.ts', args),
  'bench:renewer': args => runBenchmark('renewer.ts', args),

  async yarn(args) {
    const { env, node, yarn } = await prepareToolchain({ install: false });
    return runInTerminal(node, [yarn, ...args], env);
  },
};

async function runTests(file, args) {
  const { env, node } = await prepareToolchain({ forTests: true });
  const code = await runInGroup(node, [script('test', file), ...args], env);
  return code === 'stopped' ? 130 : code;
}

async function runBenchmark(file, args) {
  const { env, node } = await prepareToolchain();
  const program = ['--require', nodeTransform, join(root, 'bench', file)];
  const code = await runInGroup(node, [...program, ...args], env);
  return code === 'stopped' ? 130 : code;
}

const [name, ...args] = process.argv.slice(2);
const command = commands[name];
try {
  if (!command) {
    throw new Refusal(
      `"${name ?? ''}" is not a command; use one of ${Object.keys(
        commands,
      ).join(', ')}`,
    );
  }
  process.exitCode = await command(args);
} catch (error) {
  if (!(error instanceof Refusal)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}
