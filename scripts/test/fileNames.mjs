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
 * Where file names ignore case (macOS, Windows), an import may find another
 * file than it does here: `./history` means `History.ts` there, and never
 * `history/index.ts` beside it.
 */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { gitFiles } from './gitFiles.mjs';
import { failed, PASSED } from './TestRun.mjs';

/** What an import may leave away; a declaration's ending is longer than the last dot says. */
const ENDING = /(?<=.)(\.d)?\.[^.]+$/;
/** Endings that some resolver adds by itself: TypeScript's, Node's, Jest's. */
const TRIED_ENDING = /\.([cm]?[jt]s|[jt]sx|json)$/;
const TYPESCRIPT = /\.[cm]?tsx?$/;

/** Paths are made absolute for the resolver, below a root that is nowhere. */
const ROOT = '/';

/** All folders that hold these files, directly or not. */
function foldersOf(files) {
  const folders = new Set();
  for (const file of files) {
    for (
      let folder = posix.dirname(file);
      !folders.has(folder) && folder !== '.' && folder !== ROOT;
      folder = posix.dirname(folder)
    ) {
      folders.add(folder);
    }
  }
  return [...folders];
}

/**
 * Siblings whose names differ by no more than case: a file counts without its
 * ending. Two files of one name and different endings are let be, unless
 * both endings are tried by a resolver.
 *
 * @param {string[]} files - paths from the root
 * @returns {Array<[string, string]>} pairs of paths
 */
export function similarSiblings(files) {
  const siblings = [
    ...files.map(path => ({
      path,
      name: path.replace(ENDING, ''),
      isTried: TRIED_ENDING.test(path),
    })),
    ...foldersOf(files).map(path => ({ path, name: path, isTried: true })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const byName = Map.groupBy(siblings, ({ name }) => name.toLowerCase());
  return [...byName.values()].flatMap(group =>
    group.flatMap((one, index) =>
      group
        .slice(index + 1)
        .filter(
          other => one.name !== other.name || (one.isTried && other.isTried),
        )
        // else their folders are what is to be told
        .filter(other => posix.dirname(one.path) === posix.dirname(other.path))
        .map(other => [one.path, other.path]),
    ),
  );
}

/** Files as the resolver sees them, on a system that heeds case or on one that does not. */
function hostOf(files, read, { heedsCase }) {
  const keyOf = path => (heedsCase ? path : path.toLowerCase());
  const byKey = paths => new Map(paths.map(path => [keyOf(ROOT + path), path]));
  const known = byKey(files);
  const folders = byKey(foldersOf(files)).set(ROOT, '');
  return {
    fileExists: path => known.has(keyOf(path)),
    directoryExists: path => folders.has(keyOf(path)),
    readFile: path => read(known.get(keyOf(path))),
    useCaseSensitiveFileNames: heedsCase,
    /** The file that was found, as git names it. */
    nameOf: path => path && known.get(keyOf(path)),
  };
}

/**
 * Relative imports that find another file, or only find one, where case is ignored.
 *
 * @param {string[]} files - paths from the root
 * @param {(file: string) => string} read
 * @param {import('typescript').CompilerOptions} options
 * @returns {string[]} a sentence for each
 */
export function misledImports(files, read, options) {
  const hosts = [true, false].map(heedsCase =>
    hostOf(files, read, { heedsCase }),
  );
  return files
    .filter(file => TYPESCRIPT.test(file))
    .flatMap(file =>
      ts
        .preProcessFile(read(file), true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter(name => /^\.{1,2}(\/|$)/.test(name))
        .flatMap(name => {
          const [here, there] = hosts.map(host =>
            host.nameOf(
              ts.resolveModuleName(name, ROOT + file, options, host)
                .resolvedModule?.resolvedFileName,
            ),
          );
          return here === there
            ? []
            : [
                `${file}: "${name}" is ${here ?? 'no file'}, and ${
                  there ?? 'no file'
                } where case is ignored`,
              ];
        }),
    );
}

function compilerOptions(root) {
  const { config } = ts.readConfigFile(
    join(root, 'tsconfig.json'),
    ts.sys.readFile,
  );
  return ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [] },
    ts.sys,
    root,
  ).options;
}

/**
 * No name and no import misleads where case is ignored.
 *
 * @param {string} root - of the repository
 * @returns {import('./TestRun.mjs').Counts}
 */
export function checkFileNames(root) {
  const files = gitFiles(root);
  const siblings = similarSiblings(files);
  const imports = misledImports(
    files,
    file => readFileSync(join(root, file), 'utf8'),
    compilerOptions(root),
  );
  for (const [one, other] of siblings) {
    console.log(`${one} and ${other} have one name where case is ignored`);
  }
  for (const sentence of imports) {
    console.log(sentence);
  }
  return siblings.length + imports.length === 0
    ? PASSED
    : failed(
        `${siblings.length} pairs of names and ${imports.length} imports mislead where file names ignore case: rename one of each`,
      );
}
