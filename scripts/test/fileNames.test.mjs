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

import assert from 'node:assert/strict';
import test from 'node:test';
import ts from 'typescript';
import { misledImports, similarSiblings } from './fileNames.mjs';

const alike = {
  'a file and a folder': [
    ['src/History.ts', 'src/history/index.ts'],
    [['src/History.ts', 'src/history']],
  ],
  'a file and a folder of the very same name': [
    ['src/history.ts', 'src/history/HistoryStore.ts'],
    [['src/history', 'src/history.ts']],
  ],
  'two files': [
    ['src/Providers.ts', 'src/providers.tsx'],
    [['src/Providers.ts', 'src/providers.tsx']],
  ],
  'two files, one of them a declaration': [
    ['src/Config.ts', 'src/config.d.ts'],
    [['src/Config.ts', 'src/config.d.ts']],
  ],
  'two endings that a resolver tries for one import': [
    ['src/words.json', 'src/words.ts'],
    [['src/words.json', 'src/words.ts']],
  ],
  'two files that no resolver looks for': [
    ['docs/Setup.md', 'docs/setup.png'],
    [['docs/Setup.md', 'docs/setup.png']],
  ],
  'whole paths': [['README.md', 'readme.md'], [['README.md', 'readme.md']]],
  'folders, told once': [
    ['src/Lease/a.ts', 'src/Lease/b.ts', 'src/lease/a.ts', 'src/lease/b.ts'],
    [['src/Lease', 'src/lease']],
  ],
  'three, each with each': [
    ['a/B.ts', 'a/b.ts', 'a/b/c.ts'],
    [
      ['a/B.ts', 'a/b'],
      ['a/B.ts', 'a/b.ts'],
      ['a/b', 'a/b.ts'],
    ],
  ],
};
for (const [what, [files, pairs]] of Object.entries(alike)) {
  test(`finds siblings that differ by no more than case: ${what}`, () => {
    assert.deepEqual(similarSiblings(files), pairs);
  });
}

const different = {
  'a file and its test': ['src/Lease.ts', 'src/Lease.test.ts'],
  'reports of one package': ['report.api.md', 'report-alpha.api.md'],
  'one name with endings of which a resolver tries one': [
    'src/logo.svg',
    'src/logo.ts',
  ],
  'one name in two folders': ['src/history/index.ts', 'src/api/History.ts'],
  'files whose name is all ending': ['.eslintrc.js', '.eslintignore'],
};
for (const [what, files] of Object.entries(different)) {
  test(`lets names be that mislead nobody: ${what}`, () => {
    assert.deepEqual(similarSiblings(files), []);
  });
}

function misled(texts) {
  return misledImports(Object.keys(texts), file => texts[file], {
    module: ts.ModuleKind.ES2020,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
}

test('finds an import that means another file where case is ignored', () => {
  assert.deepEqual(
    misled({
      'src/plugin.ts': `import { HistoryStore } from './history';`,
      'src/History.ts': '',
      'src/history/index.ts': '',
    }),
    [
      'src/plugin.ts: "./history" is src/history/index.ts, and src/History.ts where case is ignored',
    ],
  );
});

test('finds an import that means a file only where case is ignored', () => {
  assert.deepEqual(
    misled({
      'src/plugin.ts': `import { Lease } from './lease';`,
      'src/Lease.ts': '',
    }),
    [
      'src/plugin.ts: "./lease" is no file, and src/Lease.ts where case is ignored',
    ],
  );
});

test('finds what else loads a module: exports, types, calls', () => {
  const ways = [
    `export * from '../history';`,
    `type Store = import('../history').Store;`,
    `const store = await import('../history');`,
    `const store = require('../history');`,
  ];
  for (const way of ways) {
    const sentences = misled({
      'src/api/routes.tsx': way,
      'src/History.ts': '',
      'src/history/index.ts': '',
    });
    assert.equal(sentences.length, 1, way);
  }
});

test('has nothing to say of imports that mean one file everywhere', () => {
  assert.deepEqual(
    misled({
      'src/plugin.ts': [
        `import { Lease } from './lease/Lease';`,
        `import * as lease from './lease';`,
        `import 'react';`,
        `import './plugin.css';`,
        `import '.';`,
      ].join('\n'),
      'src/index.ts': '',
      'src/lease/Lease.ts': '',
      'src/lease/index.ts': '',
    }),
    [],
  );
});
